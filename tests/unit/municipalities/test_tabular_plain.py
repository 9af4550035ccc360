"""Columns read at once give what reading cell by cell gives, also where a shortcut is taken."""

from __future__ import annotations

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import Batch
from ckanext.rouen_municipalities.core.tabular.copying import copy_text
from ckanext.rouen_municipalities.core.tabular.plain import column_reader
from ckanext.rouen_municipalities.core.tabular.profile import load_profile


def read_texts(cells: list[str], longest: int) -> object:
    (field,) = load_profile({"name": "x/y", "version": "1", "fields": [{"name": "a", "type": "string"}]}).fields
    reader = column_reader(field, longest)
    assert reader is not None
    return reader(cells)


@pytest.mark.parametrize("longest", [1, 2, 3, 10, 11, 64])
@pytest.mark.parametrize("around", [[], ["b"], ["b"] * 7, ["b"] * 200, ["bb"] * 33])
def test_a_text_column_is_read_at_once_up_to_the_longest_cell_and_no_further(longest: int, around: list[str]) -> None:
    around = [cell[:longest] for cell in around]
    for place in range(len(around) + 1):
        fits = [*around[:place], "a" * longest, *around[place:]]
        too_long = [*around[:place], "a" * (longest + 1), *around[place:]]
        assert read_texts(fits, longest) == fits
        assert read_texts(too_long, longest) is None


@pytest.mark.parametrize("cells", [["", "b"], ["b", ""], ["b", "", "c"], ["", "", ""]])
def test_a_blank_cell_is_no_value_wherever_it_stands(cells: list[str]) -> None:
    assert read_texts(cells, 10) == [cell or None for cell in cells]


@pytest.mark.parametrize("value", ["a\tb", "a\nb", "a\rb", "a\\b", "\\N", "\\", "é\t€"])
def test_a_value_that_copy_would_misread_is_escaped_in_the_midst_of_plain_ones(value: str) -> None:
    lines = copy_text(Batch(1, [["x", value, "z"], ["1", "2", "3"]])).decode().split("\n")
    escaped = value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    assert lines == ["1\tx\t1", f"2\t{escaped}\t2", "3\tz\t3", ""]


def test_a_missing_value_beside_a_backslash_is_neither_lost_nor_confused_with_it() -> None:
    assert copy_text(Batch(4, [["\\N", None]])) == b"4\t\\\\N\n5\t\\N\n"
