"""When KPIs are computed, and what is kept of a computation."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ...core.display import PARIS
from ...core.kpi import KpiDefinition
from ...core.kpi.computed import Computed, Explanation, kept
from ...store import publication as record
from ...store.kpi import definitions, due, snapshots, values
from ...store.kpi.catalogue import snapshot_for_counting
from ..clock import today
from . import feeding
from .registry import registered

log = logging.getLogger(__name__)

#: A burst of changes is waited for until nothing has changed for this long…
SETTLED = timedelta(seconds=3)
#: … but not longer than this after its first change.
PATIENCE = timedelta(seconds=30)
#: A KPI that could not be computed is tried again after this long without any change.
RETRY = timedelta(minutes=10)
#: The value of a day is the one that is computed from this hour on, in Rouen.
CLOSING_HOUR = 22

Keep = Callable[[Any, Computed, Explanation], None]


@dataclass(frozen=True)
class Attempt:
    """One KPI and what computing it gave; nothing when it failed."""

    definition: KpiDefinition
    result: tuple[Computed, Explanation] | None


def compute() -> list[Attempt]:
    """Compute every KPI now; each value gets the date of now."""
    return _compute(values.replace)


def compute_when_due() -> list[Attempt]:
    """Compute every KPI if something has changed and the burst is over; a value that stays the same keeps its date."""
    with record.transaction() as connection:
        is_time = _is_time(due.waiting(connection), values.longest_failure(connection))
        if not is_time and not _is_outdated(values.all_values(connection)):
            return []
    return _compute(values.replace_changed)


def close_the_day(now: datetime) -> None:
    """In the evening, compute every KPI and keep the day's snapshot, once; an evening without it is a gap."""
    local = now.astimezone(PARIS)
    if local.hour < CLOSING_HOUR or not _missing(local.date()):
        return
    compute()
    _snapshot(local.date())
    feeding.wake()


def snapshot_today() -> list[Attempt]:
    """Compute every KPI and keep the snapshot of today, which a worker brings into the open datasets.

    What today already has stays.
    """
    attempts = compute()
    _snapshot(today())
    feeding.wake_when_lagging()
    return attempts


def _is_time(waiting: due.Waiting | None, failing: timedelta | None) -> bool:
    if waiting:
        return waiting.since_last > SETTLED or waiting.since_first > PATIENCE
    return failing is not None and failing > RETRY


def _is_outdated(known: Mapping[str, Computed]) -> bool:
    """Whether a plugin has brought a new KPI, or a new version of one."""
    return any(
        kpi.id not in known or (known[kpi.id].version != kpi.version and not known[kpi.id].failed_at)
        for kpi in registered().values()
    )


def _compute(keep: Keep) -> list[Attempt]:
    with due.one_at_a_time():
        seen, attempts = _attempts()
        with record.transaction() as connection:
            for attempt in attempts:
                _keep(connection, attempt, keep)
            due.clear(connection, seen)
    return attempts


def _attempts() -> tuple[Sequence[int], list[Attempt]]:
    with snapshot_for_counting() as connection:
        seen = due.marks(connection)
        return seen, [_attempt(connection, definition) for definition in registered().values()]


def _attempt(connection: Any, definition: KpiDefinition) -> Attempt:
    """A KPI that fails, in whatever way a plugin may fail, must not stop the others."""
    try:
        with connection.begin_nested():
            return Attempt(definition, kept(definition, definition.compute(connection)))
    except Exception:
        log.exception("KPI %s could not be computed", definition.id)
        return Attempt(definition, None)


def _keep(connection: Any, attempt: Attempt, keep: Keep) -> None:
    if attempt.result:
        keep(connection, *attempt.result)
    else:
        values.record_failure(connection, attempt.definition.id, attempt.definition.version)


def _missing(day: date) -> bool:
    with record.transaction() as connection:
        kpis = registered()
        return not snapshots.taken(connection, kpis, day).issuperset(kpis)


def _snapshot(day: date) -> None:
    with record.transaction() as connection:
        current, kpis = values.all_values(connection), registered()
        definitions.record(connection, kpis.values())
        snapshots.take(connection, [current[kpi_id] for kpi_id in kpis if kpi_id in current], day)
