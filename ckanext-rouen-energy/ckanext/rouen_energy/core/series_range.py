"""Which days of a series are shown: steps of the zoom from ten years to one day, along the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

DECADE_YEARS = 10
DAY = timedelta(days=1)


class Zoom(IntEnum):
    """The steps of the zoom; the value is the most days that one shows."""

    DAY = 1
    WEEK = 7
    MONTH = 31
    YEAR = 366
    DECADE = 3_653


@dataclass(frozen=True)
class Range:
    """Days that are shown, the first and the last included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def end(self) -> date:
        """The first day that is no longer shown."""
        return self.last + DAY

    @property
    def centre(self) -> date:
        """The day in the middle."""
        return self.first + timedelta(days=self.days // 2)

    @property
    def zoom(self) -> Zoom:
        """The smallest step that shows all of it."""
        return next((zoom for zoom in Zoom if self.days <= zoom), Zoom.DECADE)


@dataclass(frozen=True)
class Moves:
    """Where one can go from a range; None where there is nothing further."""

    earlier: Range | None
    later: Range | None
    nearer: Range | None
    wider: Range | None
    steps: dict[Zoom, Range]


def chosen(first: date | None, last: date | None, extent: Range) -> Range:
    """What is shown: the days asked for, in their order; all that there is, up to ten years, when none are."""
    if first is None and last is None:
        return extent if extent.days <= Zoom.DECADE else _around(extent.last, Zoom.DECADE, extent)
    start, end = first or extent.first, last or max(extent.last, first or extent.last)
    return Range(min(start, end), max(start, end))


def moves(shown: Range, extent: Range) -> Moves:
    """Where one can go from `shown`; the series has readings within `extent`."""
    zooms = list(Zoom)
    level = zooms.index(shown.zoom)
    centre = min(max(shown.centre, extent.first), extent.last)
    steps = {zoom: _around(centre, zoom, extent) for zoom in zooms}
    wider = steps[zooms[level]]
    if wider.days <= shown.days and level + 1 < len(zooms):
        wider = steps[zooms[level + 1]]
    return Moves(
        earlier=_beside(shown, -1) if shown.first > extent.first else None,
        later=_beside(shown, 1) if shown.last < extent.last else None,
        nearer=steps[zooms[level - 1]] if level else None,
        wider=wider if wider.days > shown.days else None,
        steps=steps,
    )


def _around(day: date, zoom: Zoom, extent: Range) -> Range:
    """The day, week, month, year or ten years that `day` is in."""
    if zoom is Zoom.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Range(monday, monday + 6 * DAY)
    if zoom is Zoom.MONTH:
        first = day.replace(day=1)
        return Range(first, _months_after(first, 1) - DAY)
    if zoom is Zoom.YEAR:
        return Range(date(day.year, 1, 1), date(day.year, 12, 31))
    if zoom is Zoom.DECADE:
        last = max(min(extent.last.year, day.year + DECADE_YEARS // 2), day.year)
        return Range(date(last - DECADE_YEARS + 1, 1, 1), date(last, 12, 31))
    return Range(day, day)


def _beside(shown: Range, direction: int) -> Range:
    """As much again before (-1) or after (1); whole months stay whole months."""
    months = _whole_months(shown)
    if months:
        first = _months_after(shown.first, direction * months)
        return Range(first, _months_after(first, months) - DAY)
    shift = timedelta(days=direction * shown.days)
    return Range(shown.first + shift, shown.last + shift)


def _whole_months(shown: Range) -> int:
    """How many calendar months a range is, 0 when it is not made of whole ones."""
    if shown.first.day != 1 or shown.end.day != 1:
        return 0
    return (shown.end.year - shown.first.year) * 12 + shown.end.month - shown.first.month


def _months_after(first: date, months: int) -> date:
    """The first day of a month, some months later or earlier."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
