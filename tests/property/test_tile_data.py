"""Whatever the cells of a table hold, the data of a tile are built, follow their schema and depend on no order."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import Any

import pytest
from ckanext.rouen_tiles.core.content.build import build
from ckanext.rouen_tiles.core.content.hours import opening_hours
from ckanext.rouen_tiles.core.content.kinds import KINDS
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.content.rules import moments, read_rule
from ckanext.rouen_tiles.core.contract import bundled
from ckanext.rouen_tiles.core.feed import reading
from ckanext.rouen_tiles.core.feed.rows import NotAFeed
from ckanext.rouen_tiles.core.tile import Tile, Vocabulary, read_tile
from ckanext.rouen_tiles.core.tile.document import Text
from ckanext.rouen_tiles.core.tile.mapping import COLUMN, COLUMNS, NAMED, POINT, TEXT
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

COMMUNES = {"76540": "Rouen", "76498": "Petit-Couronne"}
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
KINDS_WITH_DATA = [name for name, kind in KINDS.items() if kind.has_data]

words = st.sampled_from(
    [
        "lundi",
        "mardi et jeudi",
        "paire",
        "FREQ=DAILY",
        "FREQ=WEEKLY;COUNT=3",
        "24/7",
        "9h-12h",
        "oui",
        "[1.1,49.4]",
        "annulé",
    ]
)
cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.dates(date(2026, 11, 1), date(2027, 2, 1)),
    st.dates(date(2026, 11, 1), date(2027, 2, 1)).map(date.isoformat),
    st.text(max_size=30),
    st.lists(st.text(max_size=5), max_size=3),
    words,
)


def tile_of(kind: str) -> Tile:
    """A tile that maps every key of its kind."""
    shapes: dict[str, Any] = {COLUMN: str, TEXT: lambda key: {"fr": key, "en": f"{key}_en"}, COLUMNS: lambda key: [key]}
    shapes |= {POINT: lambda key: ["x", "y"], NAMED: lambda key: {"one": f"{key}_1"}}
    keys = {key: shapes[shape](key) for key, shape in KINDS[kind].keys.items() if key != "geometry"}
    source = {"resource": "0b0ac2a6-5d37-4b1c-9c6f-6c5c1f1c2a01", "map": keys}
    words = Vocabulary({"essai": Text("Essai")}, {"essai": Text("Essai")}, frozenset({"link"}), COMMUNES)
    plain = {"category": "essai", "department": "essai", "icon": "link", "owner": {"organization": "metropole"}}
    named = {"id": "essai", "title": {"fr": "Essai"}, "summary": {"fr": "Essai"}, "a11y": {"label": {"fr": "Essai"}}}
    where = {"by": "column", "field": "insee"}
    return read_tile({**named, **plain, "kind": kind, "sources": [{**source, "municipality": where}]}, words)


TILES = {kind: tile_of(kind) for kind in KINDS_WITH_DATA}
VALID = {kind: Draft202012Validator(bundled(f"data-{kind}")) for kind in KINDS_WITH_DATA}


@pytest.mark.parametrize("kind", KINDS_WITH_DATA)
@settings(max_examples=60)
@given(data=st.data())
def test_any_rows_become_data_that_follow_the_schema(kind: str, data: st.DataObject) -> None:
    tile = TILES[kind]
    source = tile.sources[0]
    assert source.map is not None
    row = st.fixed_dictionaries(
        {
            **dict.fromkeys(source.map.columns(), cells),
            "title": st.sampled_from(["A", "B", None]),
            "insee": st.just("76540"),
        }
    )
    rows = data.draw(st.lists(row, max_size=4))
    content, turned = (
        build(tile, give(given_rows, source.municipality, COMMUNES), COMMUNES, NOW) for given_rows in (rows, rows[::-1])
    )
    assert content.files == turned.files
    for name, body in content.files.items():
        if name.endswith(".json"):
            VALID[kind].validate(json.loads(body))


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=60), st.lists(words, max_size=5).map(" ".join)))
def test_hours_are_read_into_a_form_that_reads_back_the_same(text: str) -> None:
    found = opening_hours(text)
    assert found is None or opening_hours(found) == found


def listed(key: str, *values: str) -> st.SearchStrategy[str]:
    """A part of a rule that may be missing."""
    found = st.lists(st.sampled_from(values), min_size=1, max_size=3).map(lambda of: f";{key}=" + ",".join(of))
    return st.just("") | found


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
parts_of_rules = st.tuples(
    st.sampled_from(["", ";INTERVAL=2", ";INTERVAL=3", ";INTERVAL=12"]),
    st.sampled_from(["", ";COUNT=1", ";COUNT=7", ";UNTIL=20261201T235959", ";UNTIL=20261201T083000"]),
    listed("BYMONTH", "1", "2", "6", "11", "12"),
    listed("BYMONTHDAY", "1", "13", "28", "31", "-1", "-3"),
    st.sampled_from(["", ";WKST=SU"]),
    st.sampled_from(["", ";BYHOUR=9", ";BYHOUR=9,14;BYMINUTE=0,30"]),
).map("".join)
rules = st.one_of(
    st.tuples(st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY"]), parts_of_rules, listed("BYDAY", *WEEKDAYS)),
    st.tuples(
        st.sampled_from(["FREQ=MONTHLY", "FREQ=YEARLY"]),
        parts_of_rules,
        listed("BYDAY", *WEEKDAYS) | listed("BYDAY", "1MO", "-1FR", "2TU", "5SU", "-3SA"),
        listed("BYSETPOS", "1", "2", "-1"),
    ),
).map("".join)


@settings(max_examples=150, deadline=None)
@given(rules, st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)))
def test_a_rule_says_what_dateutil_takes_it_to_say(rule: str, first: datetime) -> None:
    first, last = first.replace(microsecond=0), date(2027, 1, 23)
    found = list(moments(read_rule(rule), first, last))
    assume(found)  # of a rule without a day dateutil looks for one until the year 9999
    assert found == list(takewhile(lambda moment: moment.date() <= last, rrulestr(rule, dtstart=first)))


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["data", "feeds", "fr", "name", "url", "stations", "station_id", "version", "items", "type"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
)


@settings(max_examples=200)
@given(anything, anything, anything)
def test_no_answer_of_a_server_is_more_than_refused(first: Any, information: Any, status: Any) -> None:
    for document in (first, {"version": "https://jsonfeed.org/version/1.1", "items": first}):
        try:
            reading.further(document)
            reading.read({"first": document, "station_information": information, "station_status": status})
        except NotAFeed:
            continue
