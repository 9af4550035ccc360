"""What the API says of a KPI over time, as charts and as what a sentence needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ...core.kpi.chart import Chart, Goal, draw, sparkline
from ...core.kpi.timeline import Gap, Reading, as_it_stands, gaps, span

Entry = Mapping[str, Any]

#: How many rows of a history a page shows.
SHOWN = 92
#: How far back a card looks.
TREND_DAYS = 90
#: A target that is due soon after the last day of a chart is shown up to its day: this share of the chart more at most.
_AHEAD = 0.5


@dataclass(frozen=True)
class Quarter:
    """A quarter of the year whose values no longer move, with the last thing that was said in it."""

    name: str
    first: date
    last: date
    value: Any
    version: int


@dataclass(frozen=True)
class History:
    """The chart of a KPI between two days, and what its sentence and its tables tell."""

    chart: Chart
    first: date
    last: date
    begins: Reading | None
    ends: Reading | None
    gaps: tuple[Gap, ...]
    quarters: tuple[Quarter, ...]
    rows: tuple[Entry, ...]

    @property
    def shown(self) -> list[Entry]:
        """The rows that a table shows, the latest first."""
        return list(reversed(self.rows[-SHOWN:]))

    @property
    def corrections(self) -> list[dict[str, Any]]:
        """Every correction of these days, oldest first, with its day and what was said on it."""
        return [
            {**correction, "day": row["day"], "said": row["said"]}
            for row in self.rows
            for correction in row.get("corrections") or ()
        ]


def spark(entry: Entry, until: date) -> tuple[str, ...]:
    """The little curve of an entry of `rouen_kpi_list`, its present value included."""
    points = [] if not entry.get("trend") else entry["trend"]["points"]
    readings = [Reading(date.fromisoformat(day), value, entry["version"]) for day, value in points]
    if entry["value"] is not None:
        readings.append(Reading(until, entry["value"], entry["version"]))
    return sparkline(as_it_stands(readings), until - timedelta(days=TREND_DAYS), until) if len(readings) > 1 else ()


def history(
    rows: Sequence[Entry], targets: Sequence[Entry], first: date | None, last: date, now: Reading | None = None
) -> History:
    """The rows of `rouen_kpi_history` between two days, and what is said `now`, which no snapshot has yet.

    The chart begins with the first reading that there is, unless there are some before `first`.
    """
    said = [row for row in rows if row.get("state") != "gap"]
    readings = as_it_stands([*([now] if now else []), *(_reading(row) for row in said)])
    begin = max(first or date.min, readings[0].day) if readings else last
    ends = span(readings)
    quarters = tuple(_quarters(said))
    goals = list(_goals(targets, begin, last))
    drawn_until = max([last, *(goal.last for goal in goals if goal.last <= last + (last - begin) * _AHEAD)])
    return History(
        chart=draw(readings, begin, drawn_until, goals, [(quarter.first, quarter.last) for quarter in quarters]),
        first=begin,
        last=last,
        begins=ends[0] if ends else None,
        ends=ends[1] if ends else None,
        gaps=tuple(gaps(readings)),
        quarters=quarters,
        rows=tuple(rows),
    )


def _reading(row: Entry) -> Reading:
    moved = row["value"] != row.get("said", row["value"])
    return Reading(date.fromisoformat(row["day"]), row["value"], row["version"], corrected=moved)


def _quarters(rows: Sequence[Entry]) -> Iterable[Quarter]:
    """The frozen quarters of some rows, with the last value of each."""
    last = {row["quarter"]: row for row in rows if row.get("frozen")}
    for name, row in last.items():
        year, number = int(name[:4]), int(name[-1])
        first = date(year, 3 * number - 2, 1)
        after = date(year + number // 4, 3 * number % 12 + 1, 1)
        yield Quarter(name, first, after - timedelta(days=1), row["value"], row["version"])


def _goals(targets: Sequence[Entry], first: date, last: date) -> Iterable[Goal]:
    """From the day a target was set until another took its place, or until it is due."""
    for target in targets:
        if target.get("dimension"):
            continue
        superseded = target.get("superseded_on")
        until = date.fromisoformat(superseded or target["due"])
        since = max(first, date.fromisoformat(target["set_on"]))
        if first <= until and since <= last:
            yield Goal(since, until, float(target["value"]), not superseded)
