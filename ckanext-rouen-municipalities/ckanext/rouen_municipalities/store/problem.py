"""How many problems were told: their mails are the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ..core.problem import of_dataset, of_origin
from ..model import mail as table


def hold(session: Any, origin: str) -> None:
    """Let one problem of an origin be told at a time, until the transaction ends."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"problem {origin}"))))


def told_of(session: Any, package_id: str, within: timedelta) -> int:
    """How many problems of a dataset were told within a time."""
    return _count(session, table.c.key.startswith(of_dataset(package_id), autoescape=True), within)


def told_from(session: Any, origin: str, within: timedelta) -> int:
    """How many problems were told from one place within a time."""
    begins, holds = of_origin(origin)
    same = table.c.key.startswith(begins, autoescape=True) & table.c.key.contains(holds, autoescape=True)
    return _count(session, same, within)


def _count(session: Any, same: Any, within: timedelta) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(same, table.c.created > sa.func.now() - within)
    return int(session.execute(query).scalar())
