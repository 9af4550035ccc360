"""How the KPIs are: computed in time, without failure, and published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ...core.health import LATE, OK, Check
from ...core.kpi.computed import Computed
from ...store import publication as record
from ...store.kpi import due, feeds, values
from .registry import registered

NAME = "kpis"
#: A change is counted within a minute; told when it was not for so long.
PATIENCE = timedelta(minutes=5)


def check() -> Check:
    """What is wrong with the KPIs, in one line; pages show the last values meanwhile, with their dates."""
    wrong = list(_wrong())
    return Check(NAME, LATE if wrong else OK, "; ".join(wrong))


def _wrong() -> Iterator[str]:
    with record.transaction() as connection:
        waiting = due.waiting(connection)
        failing = [computed for computed in values.failing(connection) if computed.kpi_id in registered()]
        lagging = [feed.kpi_id for feed in feeds.feeds(connection).values() if feed.failed_at]
    yield from (_failure(computed) for computed in failing)
    if waiting and waiting.since_first > PATIENCE:
        yield f"changes wait for {waiting.since_first.total_seconds():.0f} s to be counted"
    if lagging:
        yield f"open datasets not up to date: {', '.join(sorted(lagging))}"


def _failure(computed: Computed) -> str:
    failed = computed.failed_at.isoformat(timespec="seconds") if computed.failed_at else ""
    shown = f"of {computed.computed_at.isoformat(timespec='seconds')}" if computed.computed_at else "missing"
    return f"{computed.kpi_id} failed at {failed}, its value is {shown}"
