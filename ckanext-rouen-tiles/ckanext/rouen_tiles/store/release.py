"""Releases, only ever added, and the two locks that keep those who write them apart.

Closers share BUILDING and exclude each other on CLOSING until their commit is done; the builder holds BUILDING alone
from its read of the database until it has renamed the link. So no builder can bring back a source that a closer has
seen, and no closer can miss a source that a builder is about to serve.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.engine import Connection

from ..core.release import Release, read_release
from ..core.release.history import Entry, entry_of
from ..core.tile.instants import read_written
from ..model import release as table

#: Two keys in a class of our own: "tile" in hexadecimal.
_CLASS, _BUILDING, _CLOSING = 0x74696C65, 1, 2

_MAY_IDENTIFY = """\
SELECT has_function_privilege('pg_control_system()', 'EXECUTE')
   AND has_function_privilege('pg_control_checkpoint()', 'EXECUTE')"""
#: The cluster, the database in it, and how often the cluster went on from an earlier state of itself.
_IDENTITY = """\
SELECT format('%s/%s/%s', cluster.system_identifier, database.oid, checkpoint.timeline_id)
FROM pg_control_system() cluster, pg_control_checkpoint() checkpoint, pg_database database
WHERE database.datname = current_database()"""


@contextmanager
def building() -> Iterator[Connection]:
    """A connection of its own, not in a transaction, that keeps closers out until the end."""
    with model.meta.engine.connect() as connection:
        with connection.begin():
            connection.execute(sa.text("SELECT pg_advisory_lock(:class, :key)"), _key(_BUILDING))
        try:
            yield connection
        finally:
            with connection.begin():
                connection.execute(sa.text("SELECT pg_advisory_unlock(:class, :key)"), _key(_BUILDING))


def keep_builder_out(session: Any, timeout: int) -> None:
    """Wait, at most `timeout` seconds, for a builder to end, and keep the next one out until this transaction ends."""
    session.execute(sa.text("SELECT set_config('lock_timeout', :limit, true)"), {"limit": f"{timeout}s"})
    session.execute(sa.text("SELECT pg_advisory_xact_lock_shared(:class, :key)"), _key(_BUILDING))


def keep_closers_out(session: Any) -> None:
    """Keep other closers out until this transaction ends."""
    session.execute(sa.text("SELECT pg_advisory_xact_lock(:class, :key)"), _key(_CLOSING))


def latest(connection: Any) -> Release | None:
    """The newest release."""
    body = connection.execute(sa.select(table.c.body).order_by(table.c.number.desc()).limit(1)).scalar()
    return read_release(body.encode()) if body else None


def show(connection: Any, number: int) -> Release | None:
    """The release of this number."""
    body = connection.execute(sa.select(table.c.body).where(table.c.number == number)).scalar()
    return read_release(body.encode()) if body else None


def before(connection: Any, number: int | None, limit: int) -> list[Entry]:
    """Releases with a smaller number, newest first."""
    query = sa.select(table.c.body).order_by(table.c.number.desc()).limit(limit)
    bodies = connection.execute(query if number is None else query.where(table.c.number < number)).scalars()
    return [entry_of(read_release(body.encode())) for body in bodies]


def at(connection: Any, moment: str) -> Entry | None:
    """The release that was served at an instant."""
    query = sa.select(table.c.body).where(table.c.created_at <= read_written(moment)).order_by(table.c.number.desc())
    body = connection.execute(query.limit(1)).scalar()
    return entry_of(read_release(body.encode())) if body else None


def every(connection: Any) -> Iterator[Release]:
    """All releases, oldest first."""
    numbers = connection.execute(sa.select(table.c.number).order_by(table.c.number)).scalars().all()
    for number in numbers:
        found = show(connection, number)
        if found:
            yield found


def newest_number(connection: Any) -> int:
    """The greatest number of the database, 0 before the first release."""
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0))).scalar() or 0)


def is_restored(connection: Any) -> bool:
    """Whether the newest release was made in another database than this: this one has been restored from a copy."""
    query = sa.select(table.c.database).order_by(table.c.number.desc()).limit(1)
    made_in, here = connection.execute(query).scalar(), _database(connection)
    return bool(made_in and here and made_in != here)


def add(connection: Any, release: Release) -> None:
    """Keep a release within the caller's transaction."""
    connection.execute(
        table.insert().values(
            number=release.number,
            sha256=release.sha256,
            created_at=read_written(release.document["created_at"]),
            reason=release.document["reason"],
            body=release.body.decode(),
            database=_database(connection),
        )
    )


def _database(connection: Any) -> str | None:
    """What changes when a database is restored from a copy; None where that may not be read."""
    if not connection.execute(sa.text(_MAY_IDENTIFY)).scalar():
        return None
    return str(connection.execute(sa.text(_IDENTITY)).scalar())


def _key(key: int) -> dict[str, int]:
    return {"class": _CLASS, "key": key}
