"""Whether the KPIs are to be computed again: a row per change, taken away by the computation that has seen it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy import event

from .. import publication as record
from .tables import due

#: What a change of these tables may change in a KPI.
WATCHED = frozenset({"package", "package_extra", "resource", "group", "group_extra", "member", "rouen_commune_step"})

_CHANGED = "rouen_kpi_changed"


@dataclass(frozen=True)
class Waiting:
    """How long ago the first and the last change were that no computation has seen."""

    since_first: timedelta
    since_last: timedelta


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other process computes: an older value must not replace a newer one."""
    with record.transaction() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(due.name))))
        yield


def watch() -> None:
    """Mark the KPIs due in every transaction that changes what they count, bulk updates and purges included."""
    for name, listener in _LISTENERS.items():
        if not event.contains(model.Session, name, listener):
            event.listen(model.Session, name, listener)


def mark() -> None:
    """Mark the KPIs due now, in a transaction of its own."""
    with record.transaction() as connection:
        connection.execute(sa.insert(due))


def mark_within(session: Any) -> None:
    """Mark the KPIs due when the caller's transaction is committed, and not before."""
    session.execute(sa.insert(due))


def waiting(connection: Any) -> Waiting | None:
    """How long the marks have been there, None without any."""
    now = sa.func.clock_timestamp()
    row = connection.execute(sa.select(now - sa.func.min(due.c.marked_at), now - sa.func.max(due.c.marked_at))).one()
    return Waiting(*row) if row[0] is not None else None


def marks(connection: Any) -> Sequence[int]:
    """The marks that are seen in this snapshot."""
    return list(connection.execute(sa.select(due.c.id)).scalars())


def clear(connection: Any, seen: Sequence[int]) -> None:
    """Take away the marks that a computation has answered; those made meanwhile stay."""
    connection.execute(sa.delete(due).where(due.c.id.in_(seen)))


def _note_flush(session: Any, flush_context: Any) -> None:
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(_table_name(instance) in WATCHED for instance in changed):
        session.info[_CHANGED] = True


def _note_statement(state: Any) -> None:
    """Updates of many rows at once never pass through a flush."""
    table = getattr(state.statement, "table", None)
    if getattr(table, "name", None) in WATCHED:
        state.session.info[_CHANGED] = True


def _mark_before_commit(session: Any) -> None:
    session.flush()
    if session.info.pop(_CHANGED, False):
        mark_within(session)


def _forget(session: Any) -> None:
    session.info.pop(_CHANGED, None)


def _table_name(instance: Any) -> str:
    return str(sa.inspect(instance).mapper.local_table.name)


_LISTENERS: dict[str, Any] = {
    "after_flush": _note_flush,
    "do_orm_execute": _note_statement,
    "before_commit": _mark_before_commit,
    "after_rollback": _forget,
}
