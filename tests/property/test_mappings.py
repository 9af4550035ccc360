"""Whatever the cells of a file hold, a mapping gives rows, or says what is wrong: it never breaks down."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ckanext.rouen_energy.core.mapping.definition import DATES, DOUBLED_HOURS, PERIODS, STAMPS, Mapping, MappingError
from ckanext.rouen_energy.core.mapping.proposing import NoHeader, propose
from ckanext.rouen_energy.core.mapping.validating import check, read_mapping
from ckanext.rouen_municipalities.core.tabular.issues import Issue, Notice
from ckanext.rouen_municipalities.core.tabular.layouts import Row
from hypothesis import given, settings
from hypothesis import strategies as st
from mapped import OpenedRows, converted

TITLES = ["Compteur", "Quand", "Fin", "Valeur", "Unité", "Surface"]
numbers = st.one_of(
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.integers(-(10**35), 10**35).map(str),
    st.sampled_from(["1 234,5", "1,234.5", "1.234,5", "1e30", "1e-30", "-99999", "NaN", "−3", "0x10", "1_000"]),
)
moments = st.one_of(
    st.datetimes().map(str),
    st.dates(date.min, date.max).map(lambda one: one.strftime("%d/%m/%Y")),
    st.sampled_from(
        [
            "9999-12-31",
            "31/12/9999",
            "0001-01-01 00:00",
            "29/10/2023 02:30",
            "26/03/2023 02:30",
            "29/02/2020",
            "24:00",
            "2023-01-01 00:00+99:00",
        ]
    ),
    st.integers(0, 3_000_000).map(str),
    st.tuples(st.integers(1, 12), st.integers(1, 9999)).map(lambda one: f"{one[0]:02}/{one[1]:04}"),
)
units = st.sampled_from(["kWh", "W", "kBtu", "therm", "index kWh", "m3", "°F", "ft2", "", "parsec"])
cells = st.one_of(numbers, moments, units, st.text(max_size=12))
lines = st.lists(
    st.one_of(st.tuples(cells, moments, moments, numbers, units, numbers).map(list), st.lists(cells, max_size=8)),
    max_size=8,
)


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    profile = draw(st.sampled_from(["energy/readings", "energy/consumption"]))
    when = {"horodate": "Quand"} if profile == "energy/readings" else {"debut": "Quand", "fin": "Fin"}
    measure: dict[str, Any] = {
        "column": "Valeur",
        "unit": draw(st.sampled_from(["", "kWh", "kBtu", "kW", "index kWh"])),
    }
    measure["times"] = draw(st.sampled_from(["", "Surface"]))
    columns = {"id_compteur": "Compteur", "unite": "Unité", **when}
    sources: dict[str, Any] = {name: {"kind": "column", "value": title} for name, title in columns.items()}
    if profile == "energy/consumption":
        sources["vecteur"] = {"kind": "constant", "value": "gaz"}
    return read_mapping(
        {
            "profile": profile,
            "titles": TITLES,
            "sources": sources,
            "measures": [measure] * draw(st.integers(1, 2)),
            "decimal": draw(st.sampled_from([".", ","])),
            "dates": draw(st.sampled_from(DATES)),
            "doubled_hour": draw(st.sampled_from(DOUBLED_HOURS)),
            "stamp": draw(st.sampled_from(STAMPS)),
            "step": draw(st.sampled_from([0, 30])),
            "period": draw(st.sampled_from(PERIODS)),
            "zone": draw(st.sampled_from(["Europe/Paris", "America/Los_Angeles", "UTC"])),
            "repeated": draw(st.sampled_from(["refuse", "first"])),
            "minimum": draw(st.sampled_from(["", "0"])),
        }
    )


@settings(max_examples=150)
@given(mappings(), lines)
def test_every_line_gives_canonical_rows_or_an_issue(mapping: Mapping, rows: list[list[str]]) -> None:
    for item in converted(mapping, OpenedRows("essai.csv", [TITLES, *rows])):
        if not isinstance(item, Row):
            assert isinstance(item, Issue | Notice)
            continue
        assert Decimal(item.cells["valeur"]).is_finite()
        assert item.cells["unite"]
        if "horodate" in item.cells:
            assert datetime.fromisoformat(item.cells["horodate"]).tzinfo is not None
        else:
            date.fromisoformat(item.cells["debut"])
            date.fromisoformat(item.cells["fin"])


@settings(max_examples=100)
@given(st.lists(st.lists(cells, max_size=6), max_size=12), st.sampled_from(["", "energy/readings", "energy/buildings"]))
def test_a_proposal_is_a_mapping_or_says_what_is_missing(rows: list[list[str]], profile: str) -> None:
    try:
        proposal = propose("essai.csv", list(enumerate(rows, 1)), profile)
        check(proposal.mapping)
    except (NoHeader, MappingError):
        return
    assert read_mapping(proposal.mapping.to_dict()) == proposal.mapping
