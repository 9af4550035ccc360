"""Dates: what takes place from today to 60 days ahead, every occurrence of what comes again by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from ..tile.instants import PARIS, written
from ..tile.mapping import COLUMN, NAMED, TEXT
from . import cells as reading
from .cells import Cells, alphabetical
from .items import DAYS_AHEAD, Item, Items, Setting
from .recurrence import NoDate, Series, Window
from .recurrence import occurrences as dates_of
from .rows import Row

KEYS = {
    "id": COLUMN,
    "title": TEXT,
    "start": COLUMN,
    "end": COLUMN,
    "all_day": COLUMN,
    "category": TEXT,
    "place": TEXT,
    "status": COLUMN,
    "rule": COLUMN,
    "days": COLUMN,
    "weeks": COLUMN,
    "until": COLUMN,
    "without": COLUMN,
    "valid_until": COLUMN,
    "facets": NAMED,
    "fields": NAMED,
}
NEEDED = (("title",), ("start", "days"))

_STATUS = {
    "confirme": "confirmed",
    "maintenu": "confirmed",
    "annule": "cancelled",
    "reporte": "postponed",
    "provisoire": "tentative",
}


def occurrences(rows: Sequence[Row], cells: Cells, setting: Setting) -> Items:
    """What takes place in the window, in the order of time."""
    found = Items()
    window = Window(setting.day, setting.day + timedelta(days=DAYS_AHEAD))
    for row in rows:
        title = cells.text(row, "title")
        if title is None:
            found.lost["rows-without-title"] += 1
            continue
        try:
            series = _series(row, cells)
            dates = list(dates_of(series, window))
        except NoDate:
            found.lost["rows-without-date"] += 1
            continue
        found.see(valid_until=_valid_until(row, cells, series))
        if dates:
            told = _without_none(_told(row, cells, title))
            found.items += [_occurrence(told, *of_one) for of_one in dates]
    found.items = list(_numbered(_in_order(found.items)))
    return found


def _series(row: Row, cells: Cells) -> Series:
    start, end = cells.moment(row, "start"), cells.moment(row, "end")
    if cells.boolean(row, "all_day"):
        start, end = _day(start), _day(end)
    if start is None and "start" in cells.columns.keys and not cells.raw(row, "days"):
        raise NoDate
    return Series(
        start,
        end,
        rule=cells.text(row, "rule"),
        days=cells.text(row, "days"),
        weeks=cells.text(row, "weeks"),
        until=_day(_readable(cells.raw(row, "until"))),
        without=_days(cells.raw(row, "without")),
    )


def _told(row: Row, cells: Cells, title: str) -> Item:
    identifier = cells.text(row, "id")
    told: Item = {
        "title": title,
        "category": cells.text(row, "category"),
        "place": cells.text(row, "place"),
        "status": _status(cells.text(row, "status")),
        "facets": cells.named(row, "facets"),
        "fields": cells.named(row, "fields"),
    }
    return {"id": identifier or cells.identity(row), **told}


def _occurrence(told: Item, start: date | datetime, end: date | datetime) -> Item:
    begins, all_day = _written(start), not isinstance(start, datetime)
    return {
        **told,
        "id": f"{told['id']}-{begins}",
        "start": begins,
        "end": _written(end),
        "all_day": all_day,
    }


def _numbered(items: Iterable[Item]) -> Iterator[Item]:
    """No two occurrences with one identifier."""
    seen: dict[str, int] = {}
    for item in items:
        seen[item["id"]] = count = seen.get(item["id"], 0) + 1
        yield item if count == 1 else {**item, "id": f"{item['id']}-{count}"}


def _in_order(items: Sequence[Item]) -> list[Item]:
    """By time, a day before its hours; the same whatever the order of the rows, even where they share an identifier."""
    times = Counter(item["id"] for item in items)

    def order(item: Item) -> tuple[str, ...]:
        identifier = item["id"]
        return (item["start"], alphabetical(item["title"]), identifier, str(item) if times[identifier] > 1 else "")

    return sorted(items, key=order)


def _valid_until(row: Row, cells: Cells, series: Series) -> datetime | None:
    """How far the row tells: what comes again without an end tells nothing of that."""
    if "valid_until" in cells.columns.keys:
        return reading.end_of(cells.moment(row, "valid_until"))
    last = series.until if series.repeats else series.end or series.start
    return reading.end_of(last)


@lru_cache(maxsize=1024)
def _status(word: str | None) -> str | None:
    """Words of iCalendar where French has one for them; any other as the source says it."""
    bare = alphabetical(word)
    return next((status for beginning, status in _STATUS.items() if re.fullmatch(f"{beginning}e?s?", bare)), word)


def _readable(value: Any) -> date | datetime | None:
    """What a cell says, None when it is empty. Raises NoDate when it cannot be read: that is not the same."""
    found = reading.moment(value)
    if found is None and reading.line(value):
        raise NoDate
    return found


def _days(value: Any) -> frozenset[date]:
    """Days in a cell, separated by commas, semicolons or blanks. Raises NoDate when one cannot be read."""
    parts = (part.strip() for part in re.split(r"[,;|]", reading.line(value) or ""))
    moments = [moment for part in parts for moment in _moments(part)]
    return frozenset(day for day in map(_day, moments) if day)


def _moments(text: str) -> list[date | datetime | None]:
    """The one that a text tells, or those that its words tell."""
    whole = reading.moment(text)
    return [whole] if whole else [_readable(word) for word in text.split()]


def _day(moment: date | datetime | None) -> date | None:
    return moment.astimezone(PARIS).date() if isinstance(moment, datetime) else moment


def _written(moment: date | datetime) -> str:
    return written(moment) if isinstance(moment, datetime) else moment.isoformat()


def _without_none(item: Item) -> Item:
    return {name: value for name, value in item.items() if value is not None}
