"""What was found of the works of each owner, in the main database: computed by a job, read by pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ..model import impact as table


@dataclass(frozen=True)
class Found:
    """The last computation of an owner: hash of what it was made from, what was found, when."""

    owner: str
    inputs_sha256: str
    found: dict[str, Any]
    computed: datetime | None = None


def found(owner: str | None = None) -> list[Found]:
    """What is known of an owner (its id), or of all of them."""
    query = sa.select(table).order_by(table.c.owner)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    with model.meta.engine.begin() as connection:
        return read(connection, query)


def read(connection: Any, query: Any = None) -> list[Found]:
    """The same over a connection that its caller holds."""
    rows = connection.execute(sa.select(table).order_by(table.c.owner) if query is None else query)
    return [Found(row.owner, row.inputs_sha256, row.found, row.computed_at) for row in rows]


def record(new: Found) -> None:
    """Keep what was found of an owner in place of what was before; the database dates it."""
    values = {"inputs_sha256": new.inputs_sha256, "found": new.found, "computed_at": sa.func.clock_timestamp()}
    query = insert(table).values(owner=new.owner, **values)
    with model.meta.engine.begin() as connection:
        connection.execute(query.on_conflict_do_update(index_elements=[table.c.owner], set_=values))


def forget(owner: str) -> None:
    """Do away with what was found of an owner that has no works any more."""
    with model.meta.engine.begin() as connection:
        connection.execute(table.delete().where(table.c.owner == owner))
