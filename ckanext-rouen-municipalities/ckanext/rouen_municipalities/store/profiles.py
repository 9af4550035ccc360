"""Frozen profiles in the main database: written once, never changed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..core.profiles import DRAFT, FrozenProfile
from ..model import profile as table
from .publication import transaction


def find(name: str, version: str) -> FrozenProfile | None:
    """The frozen profile of this name and version; drafts are none."""
    found = _select(table.c.name == name, table.c.version == version, table.c.origin != DRAFT)
    return found[0] if found else None


def versions(name: str) -> list[FrozenProfile]:
    """Every frozen version of a profile, the first one first; drafts are none."""
    return _select(table.c.name == name, table.c.origin != DRAFT)


def of_origin(origin: str) -> list[FrozenProfile]:
    """Every profile of an origin, by the order in which they came."""
    return _select(table.c.origin == origin)


def of_resource(resource_id: str) -> list[FrozenProfile]:
    """What an officer has drafted and confirmed for a resource, the oldest first."""
    return _select(table.c.resource_id == resource_id)


def freeze(new: FrozenProfile) -> FrozenProfile:
    """Keep a profile, at once and for good; give the one that is kept under this name and version, the first wins."""
    with transaction() as connection:
        connection.execute(
            insert(table)
            .values(
                name=new.name,
                version=new.version,
                descriptor=dict(new.descriptor),
                sha256=new.sha256,
                origin=new.origin,
                source=new.source,
                resource_id=new.resource_id,
                user_id=new.user_id,
            )
            .on_conflict_do_nothing()
        )
        query = sa.select(table).where(table.c.name == new.name, table.c.version == new.version)
        return _frozen(connection.execute(query).one())


def _select(*conditions: Any) -> list[FrozenProfile]:
    with transaction() as connection:
        return [_frozen(row) for row in connection.execute(sa.select(table).where(*conditions).order_by(table.c.id))]


def _frozen(row: Any) -> FrozenProfile:
    return FrozenProfile(
        name=row.name,
        version=row.version,
        descriptor=row.descriptor,
        sha256=row.sha256,
        origin=row.origin,
        source=row.source,
        resource_id=row.resource_id,
        user_id=row.user_id,
    )
