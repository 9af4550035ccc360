"""The datasets of an organisation as it sees them, what became of its files, and who administers organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.attention import Administrators, Hidden, Own
from ..core.kpi.catalogue import Dataset, Owner, Resource, fetched
from ..core.publication import FAILED, PUBLISHED, REFUSED
from ..model import publication
from .catalogue import open_dataset
from .extras import dataset_field
from .link_check import answers
from .territory import ON_BEHALF, commune_of_dataset

_FIELDS = ("theme", "feed", ON_BEHALF)


@dataclass(frozen=True)
class Setback:
    """A resource whose last file was refused, or could not be published."""

    resource_id: str
    resource: str
    package: str
    title: str
    state: str
    when: datetime


def datasets_of(session: Any, organization_id: str, insee: str | None, limit: int) -> list[Own]:
    """The datasets of an organisation, drafts and private ones too, and those published for its commune.

    Those that changed last come first, `limit` of them; two queries.
    """
    package = model.Package
    mine = package.owner_org == organization_id
    if insee:
        mine = sa.or_(mine, dataset_field(ON_BEHALF) == insee)
    query = (
        sa.select(package, *(dataset_field(name).label(f"field_{name}") for name in _FIELDS))
        .where(package.type == "dataset", package.state.in_(("active", "draft")), mine)
        .order_by(package.metadata_modified.desc(), package.id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    resources = _resources(session, [row.Package.id for row in rows])
    return [_own(row, insee, resources.get(row.Package.id, ())) for row in rows]


def setbacks(session: Any, package_ids: Collection[str], limit: int) -> list[Setback]:
    """The resources of these datasets whose last file was refused or failed, the latest first."""
    last = (
        sa.select(publication.c.resource_id, publication.c.state, publication.c.finished)
        .where(publication.c.package_id.in_(package_ids))
        .distinct(publication.c.resource_id)
        .order_by(publication.c.resource_id, publication.c.seq.desc())
        .subquery()
    )
    resource, package = model.Resource, model.Package
    query = (
        sa.select(
            resource.id.label("resource_id"),
            resource.name.label("resource"),
            package.name.label("package"),
            package.title,
            last.c.state,
            last.c.finished.label("when"),
        )
        .join(last, last.c.resource_id == resource.id)
        .join(package, package.id == resource.package_id)
        .where(resource.state == "active", last.c.state.in_((REFUSED, FAILED)))
        .order_by(last.c.finished.desc())
        .limit(limit)
    )
    return [Setback(**row._mapping) for row in session.execute(query)]


def administrators(session: Any) -> dict[str, Administrators]:
    """How many accounts administer each organisation and how many of them never logged in, by the organisation's id."""
    user, member = model.User, model.Member
    query = (
        sa.select(
            member.group_id,
            sa.func.count().label("all"),
            sa.func.count().filter(user.last_active.is_(None)).label("never"),
        )
        .join(user, sa.and_(user.id == member.table_id, member.table_name == "user"))
        .where(member.state == "active", member.capacity == "admin", user.state != "deleted")
        .group_by(member.group_id)
    )
    return {row.group_id: Administrators(row.all, row.never) for row in session.execute(query)}


def themes_by_commune(session: Any) -> dict[str, set[str]]:
    """The communes that have an open dataset under each main theme, by the theme's code."""
    query = sa.select(dataset_field("theme").label("theme"), commune_of_dataset().label("insee")).where(*open_dataset())
    found = defaultdict(set)
    for row in session.execute(query.distinct()):
        if row.theme and row.insee:
            found[row.theme].add(row.insee)
    return dict(found)


def _resources(session: Any, package_ids: Collection[str]) -> dict[str, list[Resource]]:
    """The active resources of some datasets, by dataset, and whether each can be fetched."""
    resource, answered = model.Resource, answers()
    accepted = (
        sa.select(sa.func.bool_or(publication.c.state == PUBLISHED))
        .where(publication.c.resource_id == resource.id)
        .correlate(resource.__table__)
        .scalar_subquery()
    )
    said = (resource.id, resource.package_id, resource.url_type, resource.extras)
    query = (
        sa.select(*said, accepted.label("published"), answered.c.reached)
        .outerjoin(answered, answered.c.resource_id == resource.id)
        .where(resource.package_id.in_(package_ids), resource.state == "active")
    )
    found = defaultdict(list)
    for row in session.execute(query):
        in_datastore = bool((row.extras or {}).get("datastore_active"))
        known = fetched(row.url_type, in_datastore, row.published, row.reached)
        found[row.package_id].append(Resource(row.id, known))
    return found


def _own(row: Any, insee: str | None, resources: Sequence[Resource]) -> Own:
    package = row.Package
    served = getattr(row, f"field_{ON_BEHALF}")
    dataset = Dataset(
        id=package.id,
        owner=Owner(package.owner_org, served or insee),
        licence=package.license_id or "",
        feed=row.field_feed == "true",
        theme=row.field_theme or "",
        secondary_themes=(),
        modified=package.metadata_modified.replace(tzinfo=UTC),
        resources=tuple(resources),
    )
    hidden = Hidden.DRAFT if package.state == "draft" else Hidden.PRIVATE if package.private else None
    return Own(dataset, package.name, package.title or package.name, hidden, bool(served))
