"""K0, K1 and K2b over a small catalogue whose numbers are counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ckanext.rouen_municipalities.core.kpi.catalogue import (
    Catalogue,
    Checks,
    Dataset,
    Owner,
    Resource,
    as_list,
    fetched,
)
from ckanext.rouen_municipalities.core.kpi.open_data import datasets_by_theme, open_datasets
from ckanext.rouen_municipalities.core.kpi.publishing import communes_publishing
from hypothesis import given
from hypothesis import strategies as st

OPEN = frozenset({"etalab-2.0", "odc-odbl"})
METROPOLE = Owner("org-metropole", None)
ROUEN = Owner("org-rouen", "76540")
OISSEL = Owner("org-oissel", "76484")
COMMUNES = ("76484", "76498", "76540")
THEMES = ("ENVI", "GOVE", "TRAN")
CATEGORIES = ("geo", "mobility")
FETCHED = (Resource("file", fetched=True),)


def dataset(dataset_id: str, **changes: object) -> Dataset:
    """An open dataset of Rouen about the environment, unless told otherwise."""
    values = {
        "id": dataset_id,
        "owner": ROUEN,
        "licence": "etalab-2.0",
        "feed": False,
        "theme": "ENVI",
        "secondary_themes": (),
        "modified": datetime(2026, 3, 3, tzinfo=UTC),
        "resources": FETCHED,
    }
    return Dataset(**(values | changes))  # type: ignore[arg-type]


def catalogue(*datasets: Dataset, **tables: dict[str, int]) -> Catalogue:
    """A catalogue of three communes."""
    return Catalogue(tuple(datasets), COMMUNES, OPEN, tables)


SMALL = catalogue(
    dataset("a"),
    dataset("b", owner=METROPOLE, theme="TRAN", secondary_themes=("ENVI", "TRAN"), high_value=("geo", "mobility")),
    dataset("c", owner=OISSEL, theme="", modified=datetime(2026, 4, 4, tzinfo=UTC)),
    dataset("no-licence", licence="", high_value=("geo",)),
    dataset("not-specified", licence="notspecified", resources=()),
    dataset("closed", licence="other-closed"),
    dataset("empty", resources=()),
    dataset("refused", resources=(Resource("file", fetched=False),), feed=True),
    dataset("link", resources=(Resource("file", fetched=False), Resource("link", fetched=None))),
    dataset("copy", harvested=True, licence="", resources=()),
    dataset("feed", feed=True, owner=None),
    dataset("elsewhere", owner=None, modified=datetime(2027, 1, 1, tzinfo=UTC)),
)


def test_k0_counts_the_open_datasets_out_of_the_public_ones() -> None:
    result = open_datasets(SMALL)
    assert (result.value, result.of, result.counted) == (3, 12, ["a", "b", "c"])


def test_k0_gives_for_each_other_dataset_the_first_reason() -> None:
    assert {item.id: item.reason for item in open_datasets(SMALL).not_counted} == {
        "no-licence": "no-licence",
        "not-specified": "no-licence",
        "closed": "licence-not-open",
        "empty": "no-resource",
        "refused": "unreachable",
        "link": "not-checked",
        "feed": "feed",
        "copy": "harvested",
        "elsewhere": "other-owner",
    }


def test_k0_reconciles_public_with_open_and_each_reason() -> None:
    assert open_datasets(SMALL).by["status"] == {
        "open": 3,
        "harvested": 1,
        "no-licence": 2,
        "licence-not-open": 1,
        "no-resource": 1,
        "unreachable": 1,
        "not-checked": 1,
        "feed": 1,
        "other-owner": 1,
    }


def test_k0_has_a_row_for_every_commune_zero_included() -> None:
    assert open_datasets(SMALL).by["commune"] == {"76484": 1, "76498": 0, "76540": 1}


def test_k0_tells_the_metropole_from_the_communes() -> None:
    assert open_datasets(SMALL).counted_by["owner"] == {"metropole": ["b"], "communes": ["a", "c"]}


def test_the_source_date_is_the_last_change_among_what_is_counted() -> None:
    assert open_datasets(SMALL).source_date == datetime(2026, 4, 4, tzinfo=UTC)


def test_one_file_that_could_be_fetched_is_enough() -> None:
    files = (Resource("dead", fetched=False), Resource("live", fetched=True), Resource("link", fetched=None))
    assert open_datasets(catalogue(dataset("a", resources=files))).value == 1


def test_an_empty_catalogue_has_zero_and_no_source_date() -> None:
    result = open_datasets(catalogue())
    assert (result.value, result.of, result.source_date) == (0, 0, None)


def test_k1_primary_themes_and_no_theme_sum_to_k0() -> None:
    result = datasets_by_theme(SMALL, THEMES, CATEGORIES)
    assert result.by["theme"] == {"ENVI": 1, "GOVE": 0, "TRAN": 1, "none": 1}
    assert result.value == 3


def test_k1_counts_a_dataset_once_under_each_of_its_themes() -> None:
    assert datasets_by_theme(SMALL, THEMES, CATEGORIES).counted_by["any_theme"] == {
        "ENVI": ["a", "b"],
        "GOVE": [],
        "TRAN": ["b"],
    }


def test_k1_keeps_the_metropole_and_the_communes_apart() -> None:
    result = datasets_by_theme(SMALL, THEMES, CATEGORIES)
    assert result.by["theme_metropole"] == {"ENVI": 0, "GOVE": 0, "TRAN": 1, "none": 0}
    assert result.by["theme_communes"] == {"ENVI": 1, "GOVE": 0, "TRAN": 0, "none": 1}


def test_k1_puts_a_theme_that_is_not_one_of_the_13_under_no_theme() -> None:
    assert datasets_by_theme(catalogue(dataset("a", theme="CLIMATE")), THEMES, CATEGORIES).by["theme"]["none"] == 1


def test_k1_counts_beside_them_the_high_value_datasets_that_are_open() -> None:
    result = datasets_by_theme(SMALL, THEMES, CATEGORIES)
    assert result.counted_by["high_value"] == {"metropole": ["b"], "communes": []}
    assert result.by["high_value_category"] == {"geo": 1, "mobility": 1}


def test_k1_takes_a_category_that_the_regulation_does_not_know_for_none() -> None:
    odd = datasets_by_theme(catalogue(dataset("a", high_value=("moon",))), THEMES, CATEGORIES)
    assert odd.by["high_value"] == {"metropole": 0, "communes": 0}


@given(st.lists(st.tuples(st.sampled_from((*THEMES, "", "OTHER")), st.sampled_from(("", "etalab-2.0", "closed")))))
def test_themes_sum_to_k0_and_reasons_to_public_whatever_the_catalogue(rows: list[tuple[str, str]]) -> None:
    of_rows = catalogue(*(dataset(str(n), theme=theme, licence=licence) for n, (theme, licence) in enumerate(rows)))
    opened, by_theme = open_datasets(of_rows), datasets_by_theme(of_rows, THEMES, CATEGORIES)
    assert sum(by_theme.by["theme"].values()) == opened.value  # type: ignore[arg-type]
    assert sum(opened.by["status"].values()) == len(rows)  # type: ignore[arg-type]


def test_k2b_counts_communes_that_own_an_open_dataset() -> None:
    result = communes_publishing(SMALL)
    assert (result.value, result.of) == (2, 3)
    assert result.counted == [{"id": "76484", "datasets": ["c"]}, {"id": "76540", "datasets": ["a"]}]


def test_k2b_shows_beside_them_communes_with_rows_in_a_table_of_the_metropole() -> None:
    shared = dataset("b", owner=METROPOLE, resources=(Resource("table", fetched=True),))
    result = communes_publishing(catalogue(dataset("a"), shared, table={"76540": 12, "76498": 3}))
    assert result.by["way"] == {"own": 1, "metropole": 2, "either": 2}
    assert result.counted_by["metropole"] == {"76484": [], "76498": ["table"], "76540": ["table"]}
    assert {item.id: item.reason for item in result.not_counted} == {
        "76484": "no-open-dataset",
        "76498": "only-by-metropole",
    }


@pytest.mark.parametrize(
    ("owner", "licence", "rows"),
    [
        (METROPOLE, "closed", {"76540": 12, "76498": 3}),
        (ROUEN, "etalab-2.0", {"76540": 12, "76498": 3}),
        (METROPOLE, "etalab-2.0", {"76540": 12}),
        (METROPOLE, "etalab-2.0", {"76540": 12, "75056": 3}),
    ],
    ids=["not open", "of a commune", "for one commune", "for one commune of the territory"],
)
def test_k2b_takes_no_other_table_for_one_that_the_metropole_publishes_for_several(
    owner: Owner, licence: str, rows: dict[str, int]
) -> None:
    shared = dataset("b", owner=owner, licence=licence, resources=(Resource("table", fetched=True),))
    assert communes_publishing(catalogue(shared, table=rows)).by["way"]["metropole"] == 0


@pytest.mark.parametrize(
    ("url_type", "checks", "expected"),
    [
        ("upload", Checks(accepted=True), True),
        ("upload", Checks(in_datastore=True, accepted=False), False),
        ("upload", Checks(), True),
        ("datastore", Checks(in_datastore=True), True),
        ("datastore", Checks(), False),
        (None, Checks(), None),
        ("", Checks(in_datastore=True), None),
        ("", Checks(answered=True), True),
        ("", Checks(accepted=True, answered=False), False),
    ],
)
def test_a_resource_is_fetched_when_the_portal_knows_it_is(
    url_type: str | None, checks: Checks, expected: bool | None
) -> None:
    assert fetched(url_type, checks) is expected




@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, ()), ("", ()), ('["ENVI", "TRAN"]', ("ENVI", "TRAN")), ("ENVI", ("ENVI",)), ("12", ("12",))],
)
def test_a_field_of_several_values_is_read_as_scheming_or_a_hand_wrote_it(
    text: str | None, expected: tuple[str, ...]
) -> None:
    assert as_list(text) == expected
