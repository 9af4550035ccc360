"""What comes again, by rules of iCalendar and on days of the week: ends and exceptions hold, and no work is endless."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from ckanext.rouen_tiles.core.content.calendar import occurrences
from ckanext.rouen_tiles.core.content.cells import Cells
from ckanext.rouen_tiles.core.content.items import Items, Setting
from ckanext.rouen_tiles.core.tile import Tile
from ckanext.rouen_tiles.core.tile.document import ColumnMap, Local

#: A Sunday, in Paris.
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
COLUMNS = {"title": Local("titre")} | {name: name for name in ("start", "end", "rule", "days", "until", "without")}
LOST = {"rows-without-date": 1}

Tell = Callable[..., Items]


@pytest.fixture
def tell(tile: Tile) -> Tell:
    """The dates of rows with a title."""

    def told(*rows: dict[str, Any]) -> Items:
        cells = Cells(ColumnMap(COLUMNS), "fr")
        return occurrences([{"titre": "Marché", **row} for row in rows], cells, Setting(tile, NOW))

    return told


def starts(found: Items) -> list[str]:
    assert not found.lost
    return [item["start"] for item in found.items]


#: Rules that are none, and those that a program could follow for ever.
NO_RULES = (
    "FREQ=SECONDLY",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;INTERVAL=10000",
    "FREQ=DAILY;INTERVAL=١",
    "FREQ=DAILY;FREQ=SECONDLY",
    "FREQ=WEEKLY;BYDAY=SA RRULE:FREQ=SECONDLY",
    "FREQ=WEEKLY;BYDAY=SA\nRRULE:FREQ=SECONDLY",
    "RRULE:RRULE:FREQ=WEEKLY",
    "EXRULE:FREQ=WEEKLY",
    "DTSTART:19000101T000000 RRULE:FREQ=WEEKLY",
    "INTERVAL=1",
    "FREQ=",
    "FREQ=WEEKLY;",
    "FREQ=WEEKLY;BYDAY=",
    "FREQ=WEEKLY;BYDAY=1SA",
    "FREQ=WEEKLY;BYDAY=SAMEDI",
    "FREQ=WEEKLY;X-EVERY=1",
    "FREQ=YEARLY;BYEASTER=0",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;COUNT=" + "9" * 7,
    "FREQ=DAILY;UNTIL=20261340",
    "FREQ=DAILY;UNTIL=bientôt",
    "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYMONTHDAY=32",
    "FREQ=YEARLY;BYMONTH=13",
    "FREQ=MONTHLY;BYSETPOS=0",
    "FREQ=DAILY;BYHOUR=25",
    "FREQ=DAILY;BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 1_000),
)
RULES_WITHOUT_A_DAY = (
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYSETPOS=300",
    "FREQ=DAILY;INTERVAL=7;BYDAY=SU",
    "FREQ=YEARLY;INTERVAL=9999",
    "FREQ=DAILY;COUNT=1",
    "FREQ=DAILY;UNTIL=00010101T000000Z",
)


@pytest.mark.parametrize("rule", NO_RULES)
def test_a_rule_that_is_none_or_would_never_end_is_refused_at_once(tell: Tell, rule: str) -> None:
    started = time.thread_time()
    found = tell({"start": date(2022, 1, 1), "rule": rule})
    assert (found.items, found.lost) == ([], LOST)
    assert time.thread_time() - started < 1


@pytest.mark.parametrize("rule", RULES_WITHOUT_A_DAY)
def test_a_rule_that_no_day_follows_is_answered_at_once(tell: Tell, rule: str) -> None:
    started = time.thread_time()
    assert starts(tell(*[{"start": date(2022, 1, 1), "rule": rule}] * 20)) == []
    assert time.thread_time() - started < 1


@pytest.mark.parametrize("rule", ["RRULE:FREQ=WEEKLY;COUNT=2", "freq=weekly;count=2", " FREQ=WEEKLY;COUNT=2;WKST=MO "])
def test_a_rule_may_have_its_name_before_it_and_small_letters(tell: Tell, rule: str) -> None:
    assert starts(tell({"start": date(2026, 11, 28), "rule": rule})) == ["2026-11-28", "2026-12-05"]


def test_days_of_both_kinds_in_a_month_are_told_together(tell: Tell) -> None:
    row = {"start": date(2026, 11, 1), "rule": "FREQ=MONTHLY;BYDAY=1TU,-1TU;BYMONTH=12"}
    assert starts(tell(row)) == ["2026-12-01", "2026-12-29"]


@pytest.mark.parametrize("until", ["20261208T080000Z", "20261208T090000", "20261208"])
def test_the_end_of_a_rule_is_told_in_utc_or_in_paris_and_is_itself_told(tell: Tell, until: str) -> None:
    row = {"start": "2026-11-24T09:00", "end": "2026-11-24T10:00", "rule": f"FREQ=WEEKLY;UNTIL={until}"}
    assert starts(tell(row)) == ["2026-11-24T08:00:00Z", "2026-12-01T08:00:00Z", "2026-12-08T08:00:00Z"]


@pytest.mark.parametrize("until", ["20261208T075959Z", "20261208T085959", "20261207"])
def test_nothing_is_told_after_the_end_of_a_rule(tell: Tell, until: str) -> None:
    row = {"start": "2026-11-24T09:00", "end": "2026-11-24T10:00", "rule": f"FREQ=WEEKLY;UNTIL={until}"}
    assert starts(tell(row)) == ["2026-11-24T08:00:00Z", "2026-12-01T08:00:00Z"]


def test_a_rule_until_the_end_of_the_calendar_is_one_without_an_end(tell: Tell) -> None:
    row = {"start": date(2027, 1, 14), "rule": "FREQ=WEEKLY;UNTIL=99991231T235959Z"}
    assert starts(tell(row)) == ["2027-01-14", "2027-01-21"]


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ("2026-12-01, 04/12/2026", {"2026-12-01", "2026-12-04"}),
        ("2026-12-01 04/12/2026", {"2026-12-01", "2026-12-04"}),
        ("2026-12-01 ; 04/12/2026 ;", {"2026-12-01", "2026-12-04"}),
        ("2026-12-01 00:00:00", {"2026-12-01"}),
        (["2026-12-01", "2026-12-04"], {"2026-12-01", "2026-12-04"}),
        (date(2026, 12, 1), {"2026-12-01"}),
        (" ", set()),
        (None, set()),
    ],
)
def test_days_without_are_parted_by_commas_semicolons_and_blanks(tell: Tell, without: Any, missing: set[str]) -> None:
    row = {"days": "mardi et vendredi", "until": "04/12/2026", "without": without}
    assert {"2026-11-24", "2026-11-27", "2026-12-01", "2026-12-04"} - set(starts(tell(row))) == missing


@pytest.mark.parametrize(
    "cell",
    [
        {"until": "30 novembre 2026"},
        {"until": "fin de saison"},
        {"until": 20261130},
        {"without": "25 décembre 2026"},
        {"without": "2026-12-25, Noël"},
    ],
)
def test_an_end_or_an_exception_that_cannot_be_read_is_not_taken_for_none(tell: Tell, cell: dict[str, Any]) -> None:
    found = tell({"days": "vendredi", **cell})
    assert (found.items, found.lost) == ([], LOST)
