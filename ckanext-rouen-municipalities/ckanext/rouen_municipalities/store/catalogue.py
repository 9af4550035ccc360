"""Datasets as the pages list them: open ones, of the type `dataset` alone, counted in SQL and never in Solr."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.catalogue import open_licences
from ..core.display import local_day
from .extras import dataset_field
from .territory import ON_BEHALF, commune_of_dataset


@dataclass(frozen=True)
class Holdings:
    """What a commune has open: how many datasets, and the day of the first."""

    datasets: int
    since: date


@dataclass(frozen=True)
class OpenDataset:
    """An open dataset of a commune; `on_behalf` when the Métropole publishes it for the commune."""

    id: str
    name: str
    title: str
    on_behalf: bool


@dataclass(frozen=True)
class LatestDataset:
    """A dataset in the list of the latest."""

    name: str
    title: str
    organization: str
    theme: str
    modified: datetime


def open_holdings(session: Any) -> dict[str, Holdings]:
    """What each commune that has an open dataset has, its own and those published for it, by INSEE code."""
    commune = commune_of_dataset().label("insee")
    opened = sa.select(commune, model.Package.metadata_created).where(*open_dataset()).subquery()
    query = (
        sa.select(opened.c.insee, sa.func.count(), sa.func.min(opened.c.metadata_created))
        .where(opened.c.insee.is_not(None))
        .group_by(opened.c.insee)
    )
    return {insee: Holdings(count, local_day(first)) for insee, count, first in session.execute(query)}


def open_datasets_of(session: Any, insee: str) -> list[OpenDataset]:
    """The open datasets of a commune by title, those published for it included."""
    package = model.Package
    query = (
        sa.select(package.id, package.name, package.title, dataset_field(ON_BEHALF).label("on_behalf_of"))
        .where(commune_of_dataset() == insee, *open_dataset())
        .order_by(package.title, package.name)
    )
    return [
        OpenDataset(row.id, row.name, row.title or row.name, bool(row.on_behalf_of)) for row in session.execute(query)
    ]


def communes_of_open_datasets(session: Any) -> dict[str, str]:
    """The INSEE code of the commune that each open dataset counts for, by the dataset's id; others are left out."""
    commune = commune_of_dataset().label("insee")
    query = sa.select(model.Package.id, commune).where(*open_dataset())
    return {row.id: row.insee for row in session.execute(query) if row.insee}


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
        .where(*open_dataset())
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


def open_dataset() -> list[Any]:
    """Conditions on a dataset: public, active, openly licensed, with a resource, not computed by the portal itself."""
    package, resource = model.Package, model.Resource.__table__.alias()
    has_resource = sa.exists().where(resource.c.package_id == package.id, resource.c.state == "active")
    return [
        package.type == "dataset",
        package.state == "active",
        package.private.is_(False),
        package.license_id.in_(open_licences()),
        sa.func.coalesce(dataset_field("feed"), "") != "true",
        has_resource,
    ]
