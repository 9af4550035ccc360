"""Asks every part that the portal needs how it is."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError

from .. import pulse
from ..core.health import DOWN, LATE, OK, Check
from ..store import mail as outbox
from ..store import pulse as kept
from .kpi import health as kpi_health
from .outage import DATABASES, SEARCH, SESSIONS, services_away

MAIL = "mail"
#: How long a mail may wait before somebody has to look at the mail server; other servers make strangers wait a while.
MAIL_WAIT = timedelta(hours=1)


def examine() -> list[Check]:
    """Every check; without Redis nothing is known of the worker and of the scheduler."""
    away = services_away()
    services = [
        Check(name, DOWN if name in away else OK, vital=name == DATABASES) for name in (DATABASES, SEARCH, SESSIONS)
    ]
    kpis = [] if DATABASES in away else [kpi_health.check()]
    return [*services, *(_process(kind) for kind in pulse.KINDS), _mail(away), *kpis]


def _mail(away: Collection[str]) -> Check:
    if DATABASES in away:
        return Check(MAIL, DOWN, "not known: the database, which keeps the mails that wait, does not answer")
    oldest, lost = outbox.oldest_waiting(), outbox.given_up()
    waited = datetime.now(UTC) - oldest if oldest else timedelta(0)
    told = [f"the oldest mail waits for {waited.total_seconds() / 60:.0f} min"] if oldest else []
    told += [f"{lost} given up, to be sent again by somebody"] if lost else []
    return Check(MAIL, LATE if waited > MAIL_WAIT else OK, ", ".join(told))


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
