"""The open dataset of each KPI: up to which row of its history it goes, and its table in the datastore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from .. import datastore
from .. import publication as record
from .tables import feed

_BATCH = 5_000


@dataclass(frozen=True)
class Feed:
    """What is published of a KPI. `failed_at` is set when a later part of it could not be."""

    kpi_id: str
    snapshot_id: int = 0
    package_id: str | None = None
    resource_id: str | None = None
    published_at: datetime | None = None
    failed_at: datetime | None = None


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other process publishes."""
    with record.transaction() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(feed.name))))
        yield


def feeds(session: Any) -> dict[str, Feed]:
    """What is published of each KPI, by id."""
    return {row.kpi_id: Feed(**row._mapping) for row in session.execute(sa.select(feed))}


def feed_of(session: Any, kpi_id: str) -> Feed:
    """What is published of a KPI."""
    row = session.execute(sa.select(feed).where(feed.c.kpi_id == kpi_id)).first()
    return Feed(**row._mapping) if row else Feed(kpi_id)


def is_feed(session: Any, resource_id: str) -> bool:
    """Whether the table of a resource is the history of a KPI."""
    query = sa.select(feed.c.kpi_id).where(feed.c.resource_id == resource_id)
    return session.execute(query).first() is not None


def published(session: Any, kpi_id: str, snapshot_id: int, package_id: str, resource_id: str) -> None:
    """Note up to which row the dataset of a KPI goes."""
    values = {
        "snapshot_id": snapshot_id,
        "package_id": package_id,
        "resource_id": resource_id,
        "published_at": sa.func.clock_timestamp(),
        "failed_at": None,
    }
    statement = insert(feed).values(kpi_id=kpi_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["kpi_id"], set_=values))


def failed(session: Any, kpi_id: str) -> None:
    """Note that the dataset of a KPI could not be brought up to date."""
    values = {"failed_at": sa.func.clock_timestamp()}
    statement = insert(feed).values(kpi_id=kpi_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["kpi_id"], set_=values))


def longest_failure(session: Any) -> timedelta | None:
    """How long ago the earliest of the last failures was; None when every dataset is as it should be."""
    since: timedelta | None = session.execute(
        sa.select(sa.func.clock_timestamp() - sa.func.min(feed.c.failed_at))
    ).scalar()
    return since


def touch(session: Any, resource_id: str) -> None:
    """Date the data of a resource, which is no change of its dataset: nothing is to be counted again."""
    resource = model.resource_table
    now = sa.func.timezone("UTC", sa.func.now())
    session.execute(resource.update().where(resource.c.id == resource_id).values(last_modified=now))


def write(resource_id: str, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to the table of a resource, or replace those with the same key, in one transaction."""
    if not rows:
        return
    table: Any = sa.table(resource_id, *(sa.column(name) for name in rows[0]))
    with datastore.writing() as connection:
        for start in range(0, len(rows), _BATCH):
            statement = insert(table)
            new = {name: statement.excluded[name] for name in rows[0] if name not in key}
            connection.execute(
                statement.on_conflict_do_update(index_elements=list(key), set_=new), rows[start : start + _BATCH]
            )
