"""Which profile a file follows when nobody says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import Layouts
from ckanext.rouen_municipalities.core.tabular.issues import Issue, Refused
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened, Row
from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.profile import Label, Profile, load_profile
from ckanext.rouen_municipalities.core.tabular.recognising import has_values, recognise

NO_LABEL = Label()


def profile(name: str, *required: str, optional: str = "note") -> Profile:
    fields = [{"name": each, "constraints": {"required": True}} for each in required] + [{"name": optional}]
    return load_profile({"name": name, "version": "1.0.0", "fields": fields})


PEOPLE, TREES = profile("test/people", "nom"), profile("test/trees", "nom", "espece")


@dataclass(frozen=True)
class Marked:
    """Files that begin with a mark."""

    mark: str
    profile: str
    title: Label = NO_LABEL
    titles: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.mark}/{self.profile}"

    def recognises(self, head: Head) -> bool:
        return head.text.startswith(self.mark)

    def convert(self, opened: Opened) -> Iterator[Row | Issue]:
        for line, cells in opened.rows():
            yield Row(line, {"nom": cells[0], "note": cells[1] if len(cells) > 1 else ""})


def found(path: Path, content: str, *layouts: Marked) -> tuple[str, str] | None:
    path.write_text(content, encoding="utf-8")
    one = recognise(path, [PEOPLE, TREES], Layouts("x.csv", layouts), Limits())
    return one and (one.profile.name, one.layout.name if one.layout else "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("nom;note\nZola;1\n", ("test/people", "")),
        ("nom;espece\nchêne;Quercus\n", ("test/trees", "")),
        ("titre;auteur\nGerminal;Zola\n", None),
        ("##\nZola;1\n", ("test/trees", "##/test/trees")),
    ],
    ids=["the only header that fits", "one that the other lacks a column for", "neither", "by a layout"],
)
def test_a_file_follows_the_profile_of_its_header_or_of_the_layout_that_knows_it(
    tmp_path: Path, content: str, expected: tuple[str, str] | None
) -> None:
    assert found(tmp_path / "x", content, Marked("##", "test/trees"), Marked("##", "test/people")) == expected


def test_the_layouts_that_come_first_win_whatever_the_order_of_profiles(tmp_path: Path) -> None:
    first, second = Marked("#", "test/trees"), Marked("##", "test/people")
    assert found(tmp_path / "x", "##\n", first, second) == ("test/trees", "#/test/trees")
    assert found(tmp_path / "x", "##\n", second, first) == ("test/people", "##/test/people")


def test_a_file_that_no_profile_can_open_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="format-not-text-table"):
        found(tmp_path / "x", '{"a": 1}')


def test_values_of_a_column_are_seen_through_a_layout_too(tmp_path: Path) -> None:
    path, layouts = tmp_path / "x", Layouts("x.csv", [Marked("##", "test/people")])
    path.write_text("##\nZola;1\n", encoding="utf-8")
    assert has_values(path, PEOPLE, ["note"], layouts, {})
    assert not has_values(path, PEOPLE, [], layouts, {})
    path.write_text("##\nZola;\n", encoding="utf-8")
    assert not has_values(path, PEOPLE, ["note"], layouts, {})
