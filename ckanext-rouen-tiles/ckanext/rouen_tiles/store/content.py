"""The sources of tiles: whether they are public and published, and their rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.rouen_municipalities.store import datastore, publication


@dataclass(frozen=True)
class SourceState:
    """A resource as it stands: `publication_id` is None when it has no published table."""

    resource: str
    dataset: str
    title: str
    public: bool
    publication_id: str | None = None
    modified: datetime | None = None


def public_resources(connection: Any, resources: Iterable[str]) -> set[str]:
    """Those that anyone can see: active, in an active public dataset, of an active organisation."""
    wanted = list(resources)
    if not wanted:
        return set()
    return {row.id for row in connection.execute(_with_visibility(wanted)) if row.public}


def states(session: Any, resources: Iterable[str]) -> dict[str, SourceState]:
    """The sources that exist, by id."""
    wanted = list(resources)
    if not wanted:
        return {}
    tables = {table.resource_id: table for table in publication.published_tables()}
    found = {}
    for row in session.execute(_with_visibility(wanted)):
        table = tables.get(row.id)
        found[row.id] = SourceState(
            resource=row.id,
            dataset=row.dataset,
            title=row.title,
            public=row.public,
            publication_id=table.publication_id if table else None,
            modified=table.published_at if table else None,
        )
    return found


def columns(resource: str) -> set[str]:
    """The columns of a published table; none when there is no table."""
    query = sa.text(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = :id"
    )
    with datastore.reading() as connection:
        return set(connection.execute(query, {"id": resource}).scalars())


def rows(resource: str, wanted: Iterable[str], most: int) -> list[dict[str, Any]]:
    """Some columns of a published table, in the order of the file; at most `most` rows."""
    selected = [sa.column(name) for name in wanted]
    query = sa.select(*selected).select_from(sa.table(resource, schema="public")).order_by(sa.column("_id")).limit(most)
    with datastore.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def _with_visibility(wanted: list[str]) -> Any:
    resource, package, group = model.Resource, model.Package, model.Group
    public = sa.and_(
        resource.state == "active",
        package.state == "active",
        package.private.is_(False),
        sa.or_(package.owner_org.is_(None), group.state == "active"),
    )
    title = sa.func.coalesce(sa.func.nullif(package.title, ""), package.name)
    return (
        sa.select(
            resource.id,
            package.name.label("dataset"),
            title.label("title"),
            sa.func.coalesce(public, False).label("public"),
        )
        .join(package, package.id == resource.package_id)
        .outerjoin(group, group.id == package.owner_org)
        .where(resource.id.in_(wanted))
    )
