"""Tiles as people write them: revisions and events, only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.tile.life import MADE_LIVE, Event, Life, fold
from ..model import event, revision


@dataclass(frozen=True)
class Revision:
    """One saved state of a tile's document."""

    tile_id: str
    revision: int
    document: dict[str, Any]
    organization: str
    author: str
    saved_at: datetime


@dataclass(frozen=True)
class Recorded:
    """An event with the account that did it."""

    author: str
    event: Event


def lock(session: Any, tile_id: str) -> None:
    """Let one transaction at a time change this tile."""
    session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended('tile ' || :id, 0))"), {"id": tile_id})


def add_revision(session: Any, tile_id: str, number: int, values: dict[str, Any]) -> None:
    """Save a revision; `values` are document, organization and author."""
    session.execute(revision.insert().values(tile_id=tile_id, revision=number, **values))


def add_event(session: Any, tile_id: str, author: str, values: dict[str, Any]) -> None:
    """Record what a person did; `values` are kind, revision, and reason and successor where there are."""
    session.execute(event.insert().values(tile_id=tile_id, author=author, **values))


def life(session: Any, tile_id: str) -> Life | None:
    """Where the tile stands; None when there never was one."""
    events = [recorded.event for recorded in history(session, tile_id)]
    return fold(events) if events else None


def lives(connection: Any) -> dict[str, Life]:
    """Where every tile stands, by id."""
    events: dict[str, list[Event]] = {}
    for row in connection.execute(sa.select(event).order_by(event.c.id)):
        events.setdefault(row.tile_id, []).append(_event(row))
    return {tile_id: fold(of_tile) for tile_id, of_tile in sorted(events.items())}


def history(session: Any, tile_id: str) -> list[Recorded]:
    """What was done to the tile, oldest first."""
    rows = session.execute(sa.select(event).where(event.c.tile_id == tile_id).order_by(event.c.id))
    return [Recorded(row.author, _event(row)) for row in rows]


def show(session: Any, tile_id: str, number: int) -> Revision | None:
    """One revision of a tile."""
    found = session.execute(
        sa.select(revision).where(revision.c.tile_id == tile_id, revision.c.revision == number)
    ).first()
    return Revision(**found._mapping) if found else None


def latest(session: Any, tile_id: str) -> Revision | None:
    """The newest revision of a tile."""
    found = session.execute(_newest().where(revision.c.tile_id == tile_id)).first()
    return Revision(**found._mapping) if found else None


def owner(session: Any, tile_id: str) -> str | None:
    """The organisation that has the rights over a tile: of the revision made live last, of the newest when none was.

    A draft that names another one gives it no right over what the app shows.
    """
    made_live = sa.select(event.c.revision).where(event.c.tile_id == tile_id, event.c.kind.in_(MADE_LIVE))
    live = made_live.order_by(event.c.id.desc()).limit(1).scalar_subquery()
    wanted = sa.and_(revision.c.tile_id == tile_id, sa.or_(live.is_(None), revision.c.revision == live))
    query = sa.select(revision.c.organization).where(wanted).order_by(revision.c.revision.desc())
    found = session.execute(query.limit(1)).scalar()
    return str(found) if found else None


def all_latest(session: Any) -> list[Revision]:
    """The newest revision of every tile, by id."""
    return [Revision(**row._mapping) for row in session.execute(_newest())]


def shown(connection: Any, numbers: Iterable[tuple[str, int]]) -> dict[str, Revision]:
    """These revisions, by the id of their tile."""
    wanted = list(numbers)
    if not wanted:
        return {}
    rows = connection.execute(sa.select(revision).where(sa.tuple_(revision.c.tile_id, revision.c.revision).in_(wanted)))
    return {row.tile_id: Revision(**row._mapping) for row in rows}


def writes_somewhere(session: Any, user_id: str) -> bool:
    """Whether an account edits or administers an active organisation."""
    member, group = model.Member, model.Group
    query = (
        sa.select(member.id)
        .join(group, group.id == member.group_id)
        .where(
            member.table_name == "user",
            member.table_id == user_id,
            member.state == "active",
            member.capacity.in_(("editor", "admin")),
            group.is_organization.is_(True),
            group.state == "active",
        )
    )
    return session.execute(query.limit(1)).first() is not None


def organization_id(session: Any, name: str) -> str | None:
    """The id of an active organisation, named by its name or id."""
    group = model.Group
    query = sa.select(group.id).where(
        sa.or_(group.name == name, group.id == name), group.is_organization.is_(True), group.state == "active"
    )
    found = session.execute(query).scalar()
    return str(found) if found else None


def resource_id(session: Any, dataset: str, name: str | None) -> str | None:
    """The id of the one active resource of an active dataset, or of the one of this name; None unless there is one."""
    resource, package = model.Resource, model.Package
    query = (
        sa.select(resource.id)
        .join(package, package.id == resource.package_id)
        .where(package.name == dataset, resource.state == "active", package.state == "active")
    )
    found = session.execute(query if name is None else query.where(resource.name == name)).scalars().all()
    return str(found[0]) if len(found) == 1 else None


def _newest() -> Any:
    return sa.select(revision).distinct(revision.c.tile_id).order_by(revision.c.tile_id, revision.c.revision.desc())


def _event(row: Any) -> Event:
    return Event(kind=row.kind, revision=row.revision, at=row.at, reason=row.reason, successor=row.successor)
