"""Which dataset of another catalogue became which of this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ..model import moved_dataset as table


@dataclass(frozen=True)
class Moved:
    """A dataset that came: its id here, the digest of what was read then, whether it is still there."""

    package_id: str
    digest: str
    present: bool


def moved(session: Any, source: str) -> dict[str, Moved]:
    """What came from a source, by its identifier there."""
    package = model.Package
    query = (
        sa.select(table, package.state.label("package_state"))
        .outerjoin(package, package.id == table.c.package_id)
        .where(table.c.source == source)
    )
    return {
        row.identifier: Moved(row.package_id, row.digest, row.package_state not in (None, "deleted"))
        for row in session.execute(query)
    }


def remember(session: Any, source: str, identifier: str, package_id: str, digest: str) -> None:
    """Write, in the caller's transaction, that a dataset came or came again."""
    values = {"package_id": package_id, "digest": digest, "moved": sa.func.now()}
    statement = insert(table).values(source=source, identifier=identifier, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["source", "identifier"], set_=values))


def free_name(session: Any, wanted: str) -> str:
    """The name, or the first of name-2, name-3… that no dataset has, deleted ones included."""
    package = model.Package
    taken = set(session.scalars(sa.select(package.name).where(package.name.startswith(wanted, autoescape=True))))
    names = (wanted if rank == 1 else f"{wanted}-{rank}" for rank in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
