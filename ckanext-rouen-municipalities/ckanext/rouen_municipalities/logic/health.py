"""Asks every part that the portal needs how it is."""

from __future__ import annotations

import time

from redis.exceptions import RedisError

from .. import pulse
from ..core.health import DOWN, LATE, OK, Check
from ..store import pulse as kept
from .kpi import health as kpi_health
from .outage import DATABASES, SEARCH, SESSIONS, services_away


def examine() -> list[Check]:
    """Every check; without Redis nothing is known of the worker and of the scheduler."""
    away = services_away()
    services = [
        Check(name, DOWN if name in away else OK, vital=name == DATABASES) for name in (DATABASES, SEARCH, SESSIONS)
    ]
    kpis = [] if DATABASES in away else [kpi_health.check()]
    return [*services, *(_process(kind) for kind in pulse.KINDS), *kpis]


def _process(kind: str) -> Check:
    try:
        found = kept.latest(kind)
    except RedisError:
        return Check(kind, DOWN, "not known: Redis, which keeps the signs of life, does not answer")
    if found is None:
        return Check(kind, DOWN, "never gave a sign of life")
    now = time.time()
    told = f"process {found.pid}, {found.doing}, sign of life {found.age(now):.0f} s ago"
    return Check(kind, LATE if found.is_late(now) else OK, told)
