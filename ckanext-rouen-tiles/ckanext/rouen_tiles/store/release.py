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
from ..core.tile.instants import read_written
from ..model import release as table

#: Two keys in a class of our own: "tile" in hexadecimal.
_CLASS, _BUILDING, _CLOSING = 0x74696C65, 1, 2


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


def add(connection: Any, release: Release) -> None:
    """Keep a release within the caller's transaction."""
    connection.execute(
        table.insert().values(
            number=release.number,
            sha256=release.sha256,
            created_at=read_written(release.document["created_at"]),
            reason=release.document["reason"],
            body=release.body.decode(),
        )
    )


def _key(key: int) -> dict[str, int]:
    return {"class": _CLASS, "key": key}
