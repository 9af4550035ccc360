"""The series of a KPI as the API shows them: day by day with gaps and corrections, by version, as a trend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ckan import model

from ...core.kpi.computed import PlainNumber
from ...core.kpi.definition import in_language
from ...core.kpi.history import TREND, Correction, Point, Said, is_frozen, missed, quarter, trend
from ...store.kpi import definitions, snapshots
from ...store.kpi.snapshots import TOTAL
from ..clock import today

Entry = dict[str, Any]

SAID, GAP = "said", "gap"


def history(kpi_id: str, dimension: str | None, since: date, until: date) -> list[Entry]:
    """The days of a KPI, or of one key of it, oldest first; a day on which nothing was said of the KPI is a gap."""
    found = [row(said) for said in snapshots.history(model.Session, kpi_id, dimension or TOTAL, since, until)]
    gaps = [_gap(day) for day in _missed(kpi_id, since, until)] if found or not dimension else []
    return sorted([*found, *gaps], key=lambda entry: (entry["day"], entry["version"] or 0))


def row(said: Said) -> Entry:
    """A day on which something was said: `said` for ever, `value` as corrected before the quarter froze."""
    snapshot = said.snapshot
    return {
        "day": snapshot.day.isoformat(),
        "state": SAID,
        "version": snapshot.version,
        **of_the_day(said),
        "source_date": snapshot.source_date,
        "computed_at": snapshot.computed_at.isoformat(),
        "ids_count": snapshot.ids_count,
        "ids_sha256": snapshot.ids_sha256,
        **_quarter(snapshot.day),
    }


def of_the_day(said: Said) -> Entry:
    """The values of a day: what was said, what is shown, what corrects it."""
    return {
        "value": said.in_force.value,
        "of": said.in_force.of_value,
        "said": said.snapshot.value,
        "correction": said.corrections[-1].reason if said.corrections else None,
        "corrections": [_correction(said, correction) for correction in said.corrections],
    }


def versions(kpi_id: str, language: str) -> list[Entry]:
    """Each version of a KPI: its first snapshot, its last one unless it goes on, and what it meant."""
    texts = definitions.texts(model.Session, kpi_id)
    found = snapshots.series(model.Session, kpi_id)
    return [
        {
            "version": one.version,
            "since": one.since.isoformat(),
            "until": one.until.isoformat() if one is not found[-1] else None,
            "definition": in_language(texts.get(one.version, {}), language) or None,
        }
        for one in found
    ]


def trends(current: Mapping[str, tuple[int, PlainNumber]], day: date) -> dict[str, Entry | None]:
    """How each KPI moved in the time before `day`; `current` gives its version and its value on that day."""
    known = snapshots.points(model.Session, current, day - TREND, day)
    return {kpi_id: _trend(known[kpi_id], *of, day) for kpi_id, of in current.items()}


def _trend(series: list[Point], version: int, value: PlainNumber, day: date) -> Entry | None:
    found = trend(series, version, value, day)
    if found is None:
        return None
    return {
        "since": found.since.isoformat(),
        "days": (day - found.since).days,
        "from": found.start,
        "change": found.change,
        "points": [[point.isoformat(), value] for point, value in found.points],
    }


def _missed(kpi_id: str, since: date, until: date) -> list[date]:
    """Today is no gap before it is over."""
    bounds = snapshots.bounds(model.Session, kpi_id)
    if bounds is None:
        return []
    first, last = max(since, bounds[0]), min(until, max(bounds[1], today() - timedelta(days=1)))
    return missed(snapshots.days(model.Session, kpi_id, first, last), first, last)


def _gap(day: date) -> Entry:
    nothing = ("version", "value", "of", "said", "source_date", "computed_at", "ids_count", "ids_sha256", "correction")
    return {"day": day.isoformat(), "state": GAP, **dict.fromkeys(nothing), "corrections": [], **_quarter(day)}


def _quarter(day: date) -> Entry:
    return {"quarter": quarter(day), "frozen": is_frozen(day, today())}


def _correction(said: Said, correction: Correction) -> Entry:
    """Who made it is kept and not shown."""
    return {
        "value": correction.value,
        "of": correction.of_value,
        "reason": correction.reason,
        "corrected_on": correction.made_on.isoformat(),
        "after_freeze": said.is_late(correction),
    }
