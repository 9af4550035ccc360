"""Feeds: where each is read from, its last good answer, and when it is to be read again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ckanext.rouen_municipalities.store import link

from ..model import feed as table


@dataclass(frozen=True)
class Feed:
    """What is known of a feed; `sha256` is None until it was read once, `problem` why the last reading failed.

    `documents` are what was fetched, by name: `{url, etag, last_modified, until, body}`.
    """

    resource_id: str
    url: str
    due: datetime
    documents: Mapping[str, Any] = field(default_factory=dict)
    sha256: str | None = None
    timestamp: datetime | None = None
    changed: datetime | None = None
    read: datetime | None = None
    failures: int = 0
    problem: str | None = None


def addresses(session: Any, resources: Collection[str]) -> dict[str, str]:
    """Where those of these resources lie that are links, by id."""
    if not resources:
        return {}
    found = link.elsewhere().where(model.resource_table.c.id.in_(list(resources)))
    return {row.id: row.url for row in session.execute(found)}


def known(connection: Any, resources: Collection[str]) -> dict[str, Feed]:
    """The feeds that were asked for before, by resource."""
    if not resources:
        return {}
    rows = connection.execute(sa.select(table).where(table.c.resource_id.in_(list(resources))))
    return {row.resource_id: _feed(row) for row in rows}


def heads(connection: Any, resources: Collection[str]) -> dict[str, Feed]:
    """The same without what was fetched."""
    if not resources:
        return {}
    columns = [column for column in table.c if column.name != "documents"]
    rows = connection.execute(sa.select(*columns).where(table.c.resource_id.in_(list(resources))))
    return {row.resource_id: Feed(**row._mapping) for row in rows}


def keep(feed: Feed) -> None:
    """Write what is known of a feed over what was, in a transaction of its own."""
    values = {**vars(feed), "documents": dict(feed.documents)}
    statement = insert(table).values(**values)
    with model.meta.engine.begin() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=["resource_id"], set_=values))


def forget_others(resources: Collection[str]) -> None:
    """Keep nothing of feeds that no tile shows."""
    with model.meta.engine.begin() as connection:
        connection.execute(table.delete().where(table.c.resource_id.not_in(list(resources))))


def _feed(row: Any) -> Feed:
    return Feed(**{**row._mapping, "documents": row.documents or {}})
