"""The resources that a tile could show: public, with a published table or the address of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store import publication

from ..core.feed.reading import FORMATS, is_feed

#: Of what the portal does not read itself and hands on to the app.
_UPSTREAM = "gtfs-rt"


@dataclass(frozen=True)
class Choice:
    """A resource as a person recognises it."""

    resource: str
    name: str
    dataset: str
    title: str
    notes: str
    licence: str
    organization: str
    organization_name: str
    profile: str | None
    has_table: bool
    rows: int | None = None
    published: datetime | None = None


def choices(session: Any, words: str, organizations: list[str], most: int) -> list[Choice]:
    """Those whose dataset or file bears the words, the organisations' own first; at most so many."""
    found = [_choice(row, tables) for tables in [_tables()] for row in session.execute(_query(words))]
    usable = [choice for choice in found if choice.has_table or _of_feed(choice.profile)]
    usable.sort(
        key=lambda choice: (choice.organization_name not in organizations, choice.title.casefold(), choice.name)
    )
    return usable[:most]


def choice(session: Any, resource: str) -> Choice | None:
    """One resource; None when it is not public."""
    row = session.execute(_query("").where(model.Resource.id == resource)).first()
    return _choice(row, _tables()) if row else None


def _query(words: str) -> Any:
    resource, package, group = model.Resource, model.Package, model.Group
    query = (
        sa.select(
            resource.id,
            resource.name.label("resource_name"),
            resource.extras,
            resource.format,
            resource.url,
            package.name,
            package.title,
            package.notes,
            package.license_id,
            group.title.label("organization"),
            group.name.label("organization_name"),
        )
        .join(package, package.id == resource.package_id)
        .outerjoin(group, group.id == package.owner_org)
        .where(resource.state == "active", package.state == "active", package.private.is_(False))
    )
    for word in words.split()[:5]:
        like = f"%{word.replace('%', '')}%"
        query = query.where(sa.or_(package.title.ilike(like), package.name.ilike(like), resource.name.ilike(like)))
    return query


def _tables() -> dict[str, PublishedTable]:
    return {table.resource_id: table for table in publication.published_tables() if table.public}


def _choice(row: Any, tables: dict[str, PublishedTable]) -> Choice:
    table = tables.get(row.id)
    return Choice(
        resource=row.id,
        name=row.resource_name or "",
        dataset=row.name,
        title=row.title or row.name,
        notes=row.notes or "",
        licence=row.license_id or "",
        organization=row.organization or "",
        organization_name=row.organization_name or "",
        profile=(table and table.profile) or (row.extras or {}).get("profile") or _named_feed(row),
        has_table=table is not None,
        rows=table.rows if table else None,
        published=table.published_at if table else None,
    )


def _named_feed(row: Any) -> str | None:
    """The feed that the format or the address of a link names; what it is in truth its first reading says."""
    told = f"{row.format or ''} {row.url or ''}".lower().replace(" ", "")
    return next((name for name in (*FORMATS, _UPSTREAM) if name in told), None)


def _of_feed(profile: str | None) -> bool:
    return is_feed(profile) or (profile or "").partition("/")[0] == _UPSTREAM
