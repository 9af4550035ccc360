"""Workshops as anyone may see them."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.kpi.catalogue import as_list
from ..core.workshop import Status, Workshop, clock, lines_of
from .extras import dataset_field

_FIELDS = (
    "day",
    "status",
    "kind",
    "place",
    "communes",
    "partners",
    "document",
    "outcomes",
    "seats",
    "start_time",
    "end_time",
)


def public_workshops(session: Any, name: str | None = None) -> list[Workshop]:
    """The workshops that are not private, newest first, in one query; only the one of that name when it is given."""
    package, group = model.Package, model.Group
    columns = (package.id, package.name, package.title, package.metadata_modified, group.title.label("organization"))
    query = (
        sa.select(*columns, *(dataset_field(field).label(f"field_{field}") for field in _FIELDS))
        .outerjoin(group, group.id == package.owner_org)
        .where(package.type == "workshop", package.state == "active", package.private.is_(False))
    )
    if name is not None:
        query = query.where(package.name == name)
    found = [_workshop(row._mapping) for row in session.execute(query)]
    return sorted(found, key=lambda one: (one.day, one.title), reverse=True)


def _workshop(row: Any) -> Workshop:
    field = {name: row[f"field_{name}"] or "" for name in _FIELDS}
    return Workshop(
        id=row["id"],
        name=row["name"],
        title=row["title"],
        day=date.fromisoformat(field["day"][:10]),
        status=Status(field["status"]),
        modified=row["metadata_modified"].replace(tzinfo=UTC),
        kind=field["kind"],
        place=field["place"],
        organization=row["organization"] or "",
        outcomes=field["outcomes"],
        communes=tuple(sorted(as_list(field["communes"]))),
        partners=lines_of(field["partners"]),
        documents=lines_of(field["document"]),
        seats=int(field["seats"]) if field["seats"] else None,
        starts=clock(field["start_time"]),
        ends=clock(field["end_time"]),
    )
