"""Every bad figure of energy has its own message, and nothing of a refused file shows anywhere."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.rouen_energy.core.indicators import BUILDINGS, CONSUMPTION
from ckanext.rouen_municipalities.core.tabular.messages import render
from ckanext.rouen_municipalities.core.tabular.report import Report
from ckanext.rouen_municipalities.logic.publication import PublicationRefused
from ckanext.rouen_municipalities.logic.publication.checking import check_file

METERS, READINGS = "energy/meters", "energy/readings"
METER, SOLAR = "02100000000017", "02100000000025"
HEADERS = {
    BUILDINGS: "id_batiment;nom;code_insee;type;surface_m2",
    METERS: "id_compteur;id_batiment;part;vecteur;usage;debut;fin",
    CONSUMPTION: "id_batiment;id_compteur;vecteur;debut;fin;valeur;unite;nature;coefficient",
    READINGS: "id_compteur;horodate;valeur;unite;coefficient;qualite",
}

Ask = Callable[..., Report]


@pytest.fixture
def metered(publisher: Any) -> dict[str, str]:
    """A private dataset with two meters, one of them of solar panels, and the bill of a day; the tables' resources."""
    for name in ("compteurs", "factures", "releves"):
        publisher.dataset(name, private=True)
    return {
        METERS: publisher.table(
            "compteurs", METERS, HEADERS[METERS],
            f"{METER};M1;;électricité;;;", f"{SOLAR};M1;;électricité;photovoltaïque;;",
        ),
        CONSUMPTION: publisher.table(
            "factures", CONSUMPTION, HEADERS[CONSUMPTION], f";{METER};électricité;13/01/2021;14/01/2021;24;kWh;réel;"
        ),
        READINGS: publisher.table(
            "releves", READINGS, HEADERS[READINGS], f"{METER};2021-01-12T00:00:00+01:00;1;kWh;;"
        ),
        BUILDINGS: publisher.buildings(
            *(f"M{rank};Musée {rank};76540;musée;1000;1900" for rank in (1, 2, 3))
        ),
    }  # fmt: skip


@pytest.fixture
def ask(standing: Callable[[str], Any], tmp_path: Path) -> Ask:
    """Checks a file of one of the tables as the portal would, and publishes nothing."""
    resources = standing("metered")

    def asked(profile: str, *lines: str) -> Report:
        path = tmp_path / "fichier.csv"
        path.write_text("\n".join([HEADERS[profile], *lines, ""]), encoding="utf-8")
        return check_file(path, profile, resource_id=resources[profile], file_name=path.name).report

    return asked


def bill(value: str, unit: str = "kWh", *, building: str = "M1", meter: str = "", period: str = "", **more: str) -> str:
    period = period or "01/01/2021;01/01/2022"
    nature, coefficient = more.get("nature", "réel"), more.get("coefficient", "")
    return f"{building};{meter};gaz;{period};{value};{unit};{nature};{coefficient}"


def reading(value: str, *, meter: str = METER, stamp: str = "2021-01-13T00:00:00+01:00", unit: str = "Wh") -> str:
    return f"{meter};{stamp};{value};{unit};;"


def half_hours(value: str) -> list[str]:
    return [reading(value, stamp=f"2021-01-13T{half // 2:02}:{half % 2 * 30:02}:00+01:00") for half in range(48)]


A_WINTER = [*(f"01/{month}/2020" for month in (10, 11, 12)), *(f"01/0{month}/2021" for month in range(1, 6))]
BAD_FILES = {
    "not a number": (CONSUMPTION, [bill("NaN")], {"number-not-finite"}),
    "infinite": (CONSUMPTION, [bill("inf")], {"number-not-finite"}),
    "larger than any measure": (READINGS, [reading("1e999")], {"number-too-large"}),
    "negative without a credit note": (CONSUMPTION, [bill("-12,5")], {"energy-negative"}),
    "a negative reading": (READINGS, [reading("-3")], {"energy-negative"}),
    "a credit note that is positive": (CONSUMPTION, [bill("5", nature="avoir")], {"energy-credit-note"}),
    "shares of 1.2": (METERS, ["C1;M1;0,6;gaz;;;", "C1;M2;0,6;gaz;;;"], {"energy-shares"}),
    "a share of less than all": (METERS, ["C1;M1;0,4;gaz;;;"], {"energy-shares"}),
    "the same share twice": (METERS, ["C1;M1;0,5;gaz;;;", "C1;M1;0,5;gaz;;;"], {"no-overlap"}),
    "the hour that spring skips": (READINGS, [reading("1", stamp="2021-03-28T02:30:00")], {"datetime-skipped"}),
    "the hour that autumn doubles": (READINGS, [reading("1", stamp="2021-10-31T02:30:00")], {"datetime-ambiguous"}),
    "a volume without a conversion": (READINGS, [reading("3", unit="m3")], {"energy-volume"}),
    "a billed volume without a conversion": (CONSUMPTION, [bill("300", "m3")], {"energy-volume"}),
    "fuel by the litre without its energy": (CONSUMPTION, [bill("900", "l")], {"energy-volume"}),
    "a register": (READINGS, [reading("3", unit="index kWh")], {"enum"}),
    "a meter with and without its zero": (METERS, ["0123;M1;;gaz;;;", "123;M1;;gaz;;;"], {"two-spellings"}),
    "a meter that is published with its zero": (READINGS, [reading("1", meter=METER[1:])], {"two-spellings-published"}),
    "a bill to come": (CONSUMPTION, [bill("1", period="01/01/2998;01/02/2998")], {"not-in-future"}),
    "a reading to come": (READINGS, [reading("1", stamp="2998-01-01T00:00:00+01:00")], {"not-in-future"}),
    "two actual bills of the same days": (
        CONSUMPTION,
        [bill("1", period="01/01/2021;01/03/2021"), bill("2", period="01/02/2021;01/04/2021")],
        {"no-overlap"},
    ),
    "two estimates of the same days": (
        CONSUMPTION,
        [bill("1", nature="estimé"), bill("2", nature="estimé")],
        {"no-overlap"},
    ),
    "kWh and MWh in one column": (
        CONSUMPTION,
        [bill(value, building=building, period=f"01/01/{year};01/01/{year + 1}")
         for building in ("M1", "M2", "M3") for year, value in ((2020, "51000"), (2021, "50"))],
        {"energy-mixed-units"},
    ),
    "kWh and MWh in the months of one year": (
        CONSUMPTION,
        [bill(value, period=f"{since};{until}") for value, (since, until) in zip(
            ("24000", "38", "36000", "40", "41000", "30", "18000"), pairwise(A_WINTER), strict=True)],
        {"energy-mixed-units"},
    ),
    "mean powers read as energies": (
        READINGS,
        half_hours("1000"),
        {"energy-power-as-energy"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_with_a_message_of_its_own(ask: Ask, name: str) -> None:
    profile, lines, rules = BAD_FILES[name]
    report = ask(profile, *lines)
    assert set(report.by_rule) == rules
    said = {language: [render(issue, language) for issue in report.issues] for language in ("fr", "en")}
    assert said["fr"] != said["en"]
    assert all(words.label != issue.rule for words, issue in zip(said["fr"], report.issues, strict=True))
    assert all(words.message and words.expected for each in said.values() for words in each)


GOOD_FILES = {
    "a pool that closes each summer": (
        CONSUMPTION,
        [bill(value, period=f"01/{month:02}/{year};01/{month + 1:02}/{year}")
         for year in (2020, 2021, 2022) for month, value in ((6, "20000"), (7, "19000"), (9, "21000"))],
    ),
    "a credit note": (CONSUMPTION, [bill("100"), bill("-12,5", nature="avoir")]),
    "the actual reading of an estimated period": (CONSUMPTION, [bill("100", nature="estimé"), bill("90")]),
    "bills that follow each other": (
        CONSUMPTION,
        [bill("1", period="01/01/2021;01/02/2021"), bill("2", period="01/02/2021;01/03/2021")],
    ),
    "what solar panels gave back": (READINGS, [reading("-3", meter=SOLAR)]),
    "a bill of solar panels": (CONSUMPTION, [bill("-3", building="", meter=SOLAR)]),
    "shares that sum to one at any date": (
        METERS,
        ["C1;M1;0,333;gaz;;01/01/2021;", "C1;M2;0,333;gaz;;01/01/2021;", "C1;M3;0,334;gaz;;01/01/2021;",
         "C1;M1;;gaz;;;01/01/2021", "C2;;;gaz;;;"],
    ),
    "volumes and masses with their conversion": (
        CONSUMPTION,
        [bill("300", unit, building=f"B{rank}", coefficient="11,2")
         for rank, unit in enumerate(("m3", "l", "stère", "kg", "t"))],
    ),
    "mean powers": (
        READINGS,
        [reading("1000", stamp=f"2021-01-13T{hour:02}:00:00+01:00", unit="W") for hour in range(24)],
    ),
    "energies that sum to the bill": (
        READINGS,
        half_hours("500"),
    ),
    "gas that heats in winter only": (
        CONSUMPTION,
        [bill(value, period=f"01/{month:02}/2021;01/{month + 1:02}/2021")
         for month, value in enumerate(("40000", "38000", "30000", "9000", "300", "150", "140", "200"), 1)],
    ),
    "units told row by row": (
        CONSUMPTION,
        [bill("51000", period="01/01/2020;01/01/2021"), bill("50", "MWh", period="01/01/2021;01/01/2022")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD_FILES)
def test_what_looks_like_it_and_is_right_is_accepted(ask: Ask, name: str) -> None:
    profile, lines = GOOD_FILES[name]
    report = ask(profile, *lines)
    assert (dict(report.by_rule), report.warnings) == ({}, [])


TOLD = {
    "a pool that uses next to nothing in each of three summers": (
        CONSUMPTION,
        [bill(value, period=f"01/{month:02}/{year};01/{month + 1:02}/{year}")
         for year in (2020, 2021, 2022) for month, value in ((7, "19000"), (8, "19"), (9, "21000"))],
        "energy-mixed-units-perhaps",
    ),
    "a building whose year is a thousand times less by square metre": (
        CONSUMPTION,
        [bill("100000"), bill("120", building="M2"), bill("90000", building="M3")],
        "energy-mixed-units-perhaps",
    ),
    "a month a thousand times less than the one before": (
        CONSUMPTION,
        [bill("40000", period="01/04/2021;01/05/2021"), bill("30", period="01/05/2021;01/06/2021")],
        "energy-mixed-units-perhaps",
    ),
    "a building of 0 m²": (BUILDINGS, ["E1;École;76451;école;0"], "zero-unknown"),
    "stamps out of order": (
        READINGS,
        [reading("1", stamp=f"2021-01-13T{hour}:00:00+01:00") for hour in ("10", "09")],
        "in-order",
    ),
    "one year a thousand times smaller": (
        CONSUMPTION,
        [bill("51000", period="01/01/2020;01/01/2021"), bill("50")],
        "energy-mixed-units-perhaps",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_may_be_right_is_accepted_and_told(ask: Ask, name: str) -> None:
    profile, lines, rule = TOLD[name]
    report = ask(profile, *lines)
    assert report.accepted
    (notice,) = report.warnings
    assert notice.rule == rule
    assert render(notice, "fr").message != render(notice, "en").message


def test_overlapping_bills_are_told_with_both_periods(ask: Ask) -> None:
    profile, lines, _ = BAD_FILES["two actual bills of the same days"]
    report = ask(profile, *lines)
    said = render(report.issues[0], "fr").message
    assert "01/02/2021, 01/04/2021" in said
    assert "01/01/2021, 01/03/2021" in said


def test_shares_are_told_with_their_sum_and_the_date_from_which_it_is_wrong(ask: Ask) -> None:
    rows = ("C1;M1;;gaz;;;01/01/2022", "C1;M1;0,6;gaz;;01/01/2022;", "C1;M2;0,6;gaz;;01/01/2022;")
    (issue,) = ask(METERS, *rows).issues
    said = render(issue, "fr")
    assert "0,6 + 0,6 = 1,2, 01/01/2022" in said.message
    assert "C1" in said.expected


def test_nothing_of_a_refused_file_shows_anywhere(publisher: Any) -> None:
    good = publisher.bills("M1;gaz;01/01/2021;01/01/2022;1000;kWh")
    before = helpers.call_action("resource_show", id=good)
    with pytest.raises(PublicationRefused):
        publisher.bills("M1;gaz;01/01/2021;01/01/2022;2000;kWh", "M1;gaz;01/01/2022;01/01/2023;-1;kWh")
    rows = helpers.call_action("datastore_search", {"user": ""}, resource_id=good)["records"]
    assert [row["valeur"] for row in rows] == [1000]
    after = helpers.call_action("resource_show", id=good)
    assert [after[name] for name in ("url", "last_modified", "hash", "size")] == [
        before[name] for name in ("url", "last_modified", "hash", "size")
    ]
