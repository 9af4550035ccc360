"""K4, K6 and K7 over a small territory whose numbers are counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from ckanext.rouen_municipalities.core.completeness import Expectation, Held, standings
from ckanext.rouen_municipalities.core.kpi import KpiDefinition, KpiResult, check_result
from ckanext.rouen_municipalities.core.kpi.catalogue import Catalogue, Dataset, Owner, Resource
from ckanext.rouen_municipalities.core.kpi.completeness import completeness
from ckanext.rouen_municipalities.core.kpi.contributors import contributors
from ckanext.rouen_municipalities.core.kpi.metadata import DATAGOUV, MEAN_BY, MEANS, metadata_quality
from ckanext.rouen_municipalities.core.kpi.wording import definition
from ckanext.rouen_municipalities.core.scoring import File, Record

DAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
TEXT = {"fr": "", "en": ""}


def test_k4_gives_counts_by_organisation_and_counts_who_acts_for_several_once() -> None:
    result = contributors({"rouen": 2, "elbeuf": 0}, 1)
    assert (result.value, result.by["organization"]) == (3, {"rouen": 2, "elbeuf": 0, "several": 1})
    assert result.counted == [{"id": "rouen", "contributors": 2}, {"id": "several", "contributors": 1}]
    assert result.by["visitors"] == {"visitors": None}


def expectation(schema: str, from_population: int, national: str = "") -> Expectation:
    """A schema that is expected from a number of inhabitants on, with a model of the same name."""
    return Expectation(schema, "1", (schema,), from_population, "law", "table-schema", national, TEXT, TEXT)


EXPECTED = (expectation("a", 0), expectation("b", 1_000), expectation("c", 0, national="https://exemple.fr"))
HELD = {
    "a": [
        Held("a", "jeu", "Jeu", "r1", accepted=True, stale=False, insee="76540"),
        Held("a", "vieux", "Vieux", "r2", accepted=True, stale=True, insee="76484"),
    ],
    "b": [
        Held("b", "refus", "Refus", "r3", accepted=False, stale=False, insee="76540"),
        Held("b", "tous", "Tous", "r4", accepted=True, stale=False, insee=None, about=frozenset({"76484", "76498"})),
    ],
}
TERRITORY = {
    insee: standings(insee, population, EXPECTED, HELD)
    for insee, population in (("76484", 12_000), ("76498", 500), ("76540", 110_000))
}


def test_k6_gives_valid_out_of_applicable_and_a_row_to_every_commune() -> None:
    result = completeness(TERRITORY, ["a", "b", "c"])
    assert (result.value, result.of) == (3, 6)
    assert result.by["commune"] == {"76484": 1, "76498": 1, "76540": 1}
    assert result.by["applicable"] == {"76484": 2, "76498": 2, "76540": 2}
    assert result.by["schema"] == {"a": 1, "b": 2, "c": 0}
    check_result(definition("K6", lambda _: result, DAY), result)


def test_k6_says_the_state_of_every_pair() -> None:
    result = completeness(TERRITORY, ["a", "b", "c"])
    assert result.by["state"] == {
        "valid": 1,
        "via-metropole": 2,
        "stale": 1,
        "invalid": 1,
        "absent": 1,
        "national": 3,
        "not-applicable": 0,
    }
    assert {item.id: item.reason for item in result.not_counted} == {
        "76484/a": "stale",
        "76498/a": "absent",
        "76540/b": "invalid",
        "76484/c": "national",
        "76498/c": "national",
        "76540/c": "national",
    }


def test_k6_asks_nothing_of_a_commune_that_is_too_small() -> None:
    alone = {"76498": standings("76498", 500, (expectation("b", 1_000),), {})}
    result = completeness(alone, ["b"])
    assert (result.value, result.of, result.by["applicable"]) == (0, 0, {"76498": 0})


def dataset(name: str, owner: Owner, licence: str = "etalab-2.0") -> Dataset:
    """A dataset with one file that can be fetched."""
    files = (Resource(f"file-{name}", fetched=True),)
    return Dataset(name, owner, licence, False, "ENVI", (), NOW, files)


ROUEN, METROPOLE = Owner("org-rouen", "76540"), Owner("org-metropole", None)
PUBLIC = Catalogue(
    datasets=(dataset("a", ROUEN), dataset("b", METROPOLE), dataset("c", ROUEN), dataset("closed", ROUEN, "other")),
    communes=("76484", "76540"),
    open_licences=frozenset({"etalab-2.0"}),
)
FILE = File("CSV", fetched=True, has_description=True, has_size=True)
WHOLE = Record("x" * 101, "https://exemple.fr", "MONTHLY", NOW - timedelta(days=1), (FILE,), *[True] * 6)
RECORDS = {
    "a": WHOLE,
    "b": replace(WHOLE, has_period=False, has_keywords=False),
    "c": replace(WHOLE, frequency="", files=(replace(FILE, format="PDF", has_description=False),)),
    "closed": WHOLE,
}


def k7() -> KpiDefinition:
    """The definition as the portal measures it."""
    kpi = definition("K7", lambda _: metadata_quality(PUBLIC, RECORDS, NOW), DAY)
    dimensions = {name: replace(item, measure=MEAN_BY.get(name)) for name, item in kpi.dimensions.items()}
    return replace(kpi, measure=MEANS[DATAGOUV], dimensions=dimensions)


def test_k7_is_the_mean_of_the_scores_of_open_datasets() -> None:
    result = k7().compute(None)
    check_result(k7(), result)
    scores = {item["id"]: (item["datagouv"], item["mqa"]) for item in result.counted if not isinstance(item, str)}
    # Whole but for the rights and the licence's address, which are the portal's: 405 - 5 - 10.
    assert scores == {"a": (100, 390), "b": (88.9, 390 - 20 - 30), "c": (55.6, 390 - 20 - 20)}
    assert (result.value, result.of) == (81.5, 100)
    assert result.by["mqa"] == {"all": 360}
    assert result.by["commune"] == {"76484": None, "76540": 77.8}
    assert result.by["commune_mqa"] == {"76484": None, "76540": 370}
    assert result.by["rating"] == {"excellent": 1, "good": 2, "sufficient": 0, "bad": 0}
    assert [(item.id, item.reason) for item in result.not_counted] == [("closed", "licence-not-open")]


def test_k7_says_what_each_dataset_lacks_and_what_it_is_worth() -> None:
    result = k7().compute(None)
    lacks = {item["id"]: (item["lacks"], item["lacks_mqa"]) for item in result.counted if not isinstance(item, str)}
    portal = {"licence-table": 10, "rights": 5}
    assert lacks["a"] == ([], portal)
    assert lacks["b"] == (["period"], {"keywords": 30, "period": 20, **portal})
    assert lacks["c"][0] == ["documentation", "frequency", "up-to-date", "open-format"]
    assert lacks["c"][1] == {"non-proprietary": 20, "machine-readable": 20, **portal}
    assert result.by["lacks"]["period"] == 1
    assert result.counted_by["lacks_mqa"]["rights"] == ["a", "b", "c"]


def test_every_criterion_and_state_is_worded() -> None:
    for kpi, dimensions in (("K6", ("state",)), ("K7", ("rating", "lacks", "lacks_mqa"))):
        result = k7().compute(None) if kpi == "K7" else completeness(TERRITORY, ["a", "b", "c"])
        described = definition(kpi, lambda _: KpiResult(None), DAY)
        for name in dimensions:
            assert set(result.by[name]) == set(described.dimensions[name].keys)


def test_k7_has_no_value_without_an_open_dataset() -> None:
    result = metadata_quality(replace(PUBLIC, datasets=()), {}, NOW)
    assert (result.value, result.of, result.by["mqa"]) == (None, None, {"all": None})
    check_result(k7(), result)
