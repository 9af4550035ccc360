"""Datasets as the pages list them: open ones, of the type `dataset` alone, counted in SQL and never in Solr."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.catalogue import open_licences
from .extras import dataset_field


@dataclass(frozen=True)
class Holdings:
    """What an organisation has open: how many datasets, and the day of the first."""

    datasets: int
    since: date


@dataclass(frozen=True)
class LatestDataset:
    """A dataset in the list of the latest."""

    name: str
    title: str
    organization: str
    theme: str
    modified: datetime


def open_holdings(session: Any) -> dict[str, Holdings]:
    """What each organisation that has an open dataset has, by the organisation's id."""
    package = model.Package
    query = (
        sa.select(package.owner_org, sa.func.count(), sa.func.min(package.metadata_created))
        .where(*_open_dataset())
        .group_by(package.owner_org)
    )
    return {owner: Holdings(count, first.date()) for owner, count, first in session.execute(query)}


def open_datasets_of(session: Any, organization_id: str) -> list[tuple[str, str]]:
    """The open datasets of an organisation by title: name and title."""
    package = model.Package
    query = (
        sa.select(package.name, package.title)
        .where(package.owner_org == organization_id, *_open_dataset())
        .order_by(package.title, package.name)
    )
    return [(name, title) for name, title in session.execute(query)]


def latest_datasets(session: Any, limit: int) -> list[LatestDataset]:
    """The open datasets that changed last, newest first."""
    package, group = model.Package, model.Group
    query = (
        sa.select(
            package.name,
            package.title,
            group.title.label("organization"),
            dataset_field("theme").label("theme"),
            package.metadata_modified.label("modified"),
        )
        .join(group, group.id == package.owner_org)
        .where(*_open_dataset())
        .order_by(package.metadata_modified.desc(), package.id)
        .limit(limit)
    )
    return [LatestDataset(**row._mapping) for row in session.execute(query)]


def public_names(session: Any, limit: int | None, offset: int | None) -> list[str]:
    """The names of the datasets that anyone can see, in their order."""
    package = model.Package
    query = sa.select(package.name).where(
        package.type == "dataset", package.state == "active", package.private.is_(False)
    )
    return list(session.scalars(query.order_by(package.name).limit(limit or None).offset(offset or None)))


def names_of_other_types(session: Any, names: Collection[str]) -> set[str]:
    """Those of the names that are of a workshop or of something else that is no dataset."""
    package = model.Package
    query = sa.select(package.name).where(package.name.in_(names), package.type != "dataset")
    return set(session.scalars(query))


def _open_dataset() -> list[Any]:
    """Public, active, under an open licence, with a resource, and not computed by the portal itself."""
    package, resource = model.Package, model.Resource
    has_resource = sa.exists().where(resource.package_id == package.id, resource.state == "active")
    return [
        package.type == "dataset",
        package.state == "active",
        package.private.is_(False),
        package.license_id.in_(open_licences()),
        sa.func.coalesce(dataset_field("feed"), "") != "true",
        has_resource,
    ]
