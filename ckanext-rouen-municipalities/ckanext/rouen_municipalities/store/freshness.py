"""When the data of datasets was last accepted, whatever was said since of their description: one query for many."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.display import local_day
from ..core.freshness import Freshness, freshness
from ..core.publication import PUBLISHED
from ..model import publication
from .extras import dataset_field


def freshness_of(session: Any, day: date, dataset_ids: Collection[str] | None = None) -> dict[str, Freshness]:
    """How each of these active datasets (of all, without `dataset_ids`) stands on `day`, by id, private ones too."""
    package, accepted = model.Package, _accepted(dataset_ids)
    query = (
        sa.select(package.id, dataset_field("frequency").label("frequency"), accepted.c.last)
        .outerjoin(accepted, accepted.c.package_id == package.id)
        .where(package.type == "dataset", package.state == "active")
    )
    if dataset_ids is not None:
        query = query.where(package.id.in_(dataset_ids))
    return {row.id: freshness(row.frequency, _day(row.last), day) for row in session.execute(query)}


def _accepted(dataset_ids: Collection[str] | None) -> Any:
    """The moment of the last accepted data of each dataset that has any, by its active resources."""
    resource, record = model.Resource, _record(dataset_ids)
    query = (
        sa.select(resource.package_id, sa.func.max(_moment(record)).label("last"))
        .outerjoin(record, record.c.resource_id == resource.id)
        .where(resource.state == "active")
        .group_by(resource.package_id)
    )
    if dataset_ids is not None:
        query = query.where(resource.package_id.in_(dataset_ids))
    return query.subquery()


def _record(dataset_ids: Collection[str] | None) -> Any:
    """What the record of publications says of the resources that it knows: when the last file was accepted, if any."""
    took_in = sa.and_(publication.c.state == PUBLISHED, publication.c.reason.is_(None))
    accepted = sa.func.timezone("UTC", sa.func.max(publication.c.finished).filter(took_in)).label("accepted")
    query = sa.select(publication.c.resource_id, accepted).group_by(publication.c.resource_id)
    if dataset_ids is not None:
        resource = model.resource_table.alias()
        of_them = sa.select(resource.c.id).where(resource.c.package_id.in_(dataset_ids))
        query = query.where(publication.c.resource_id.in_(of_them))
    return query.subquery()


def _moment(record: Any) -> Any:
    """A file that was refused is no data; what the portal keeps no record of has the date that CKAN gives it."""
    resource = model.Resource
    stated = sa.func.coalesce(resource.last_modified, resource.created)
    return sa.case((record.c.resource_id.is_not(None), record.c.accepted), else_=stated)


def _day(moment: datetime | None) -> date | None:
    return local_day(moment.replace(tzinfo=UTC)) if moment else None
