"""Which published tables the indicator of an owner is computed from, and which published tables hold indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.extras import dataset_field, organization_field
from ckanext.rouen_municipalities.store.kpi.catalogue import FEED
from ckanext.rouen_municipalities.store.publication import published_tables, transaction

from ..core.indicators import BUILDING_MONTH, INPUTS, SYNTHETIC_TAG, Source
from .warehouse import feeds
from .warehouse import tables as warehouse


@dataclass(frozen=True)
class Organization:
    """An owner of buildings as pages name it."""

    id: str
    name: str
    title: str


@dataclass(frozen=True)
class Dataset:
    """A dataset as pages name it."""

    name: str
    title: str


def public_tables() -> list[PublishedTable]:
    """Every published table that anyone can read, the newest first."""
    tables = [table for table in published_tables() if table.public and table.owner_org]
    return sorted(tables, key=lambda table: table.published_at, reverse=True)


def feed_tables(tables: list[PublishedTable]) -> list[PublishedTable]:
    """Those of the tables that the portal itself publishes."""
    packages = {table.package_id for table in tables}
    query = sa.select(model.Package.id).where(
        model.Package.id.in_(packages), model.Package.state == "active", dataset_field("feed") == FEED
    )
    with transaction() as connection:
        feeds = {row.id for row in connection.execute(query)}
    return [table for table in tables if table.package_id in feeds]


def input_tables() -> list[PublishedTable]:
    """Every public table that indicators are computed from, the newest first; months only as the portal sums them."""
    tables = [table for table in public_tables() if table.profile in INPUTS]
    own = {table.resource_id for table in feed_tables([one for one in tables if one.profile == BUILDING_MONTH])}
    return [table for table in tables if table.profile != BUILDING_MONTH or table.resource_id in own]


def inputs_of(owner: str) -> list[Source]:
    """Public tables that the indicators of an owner are computed from, the newest first."""
    tables = [table for table in input_tables() if table.owner_org == owner]
    synthetic = synthetic_packages({table.package_id for table in tables}) | _synthetic_feed(owner, tables)
    return [Source(table.resource_id, table.sha256, table.profile, table.package_id in synthetic) for table in tables]


def _synthetic_feed(owner: str, tables: list[PublishedTable]) -> set[str]:
    """The dataset of an owner's feed, where the months in it come from meters that were made up."""
    months = {table.package_id for table in tables if table.profile == BUILDING_MONTH}
    if not months:
        return set()
    with warehouse.reading() as connection:
        return months if owner in feeds.synthetic_owners(connection) else set()


def owners() -> list[str]:
    """Organisations that own a public table that indicators are computed from."""
    return sorted({str(table.owner_org) for table in public_tables() if table.profile in INPUTS})


def organization(name_or_id: str) -> Organization | None:
    """The active organisation of this name or id; Solr is not asked."""
    group = model.Group
    found = _organizations(sa.or_(group.id == name_or_id, group.name == name_or_id))
    return next(iter(found), None)


def organizations(ids: list[str]) -> list[Organization]:
    """The active organisations of these ids, by title."""
    return _organizations(model.Group.id.in_(ids))


def commune_of(owner: str) -> str | None:
    """INSEE code of the commune that an organisation is; None of any other."""
    group = model.Group
    query = sa.select(organization_field("insee").label("insee")).where(group.id == owner)
    with transaction() as connection:
        return connection.execute(query).scalar() or None


def datasets(resource_ids: list[str]) -> dict[str, Dataset]:
    """The dataset that each resource belongs to, by resource."""
    resource, package = model.Resource, model.Package
    query = (
        sa.select(resource.id, package.name, package.title)
        .join(package, package.id == resource.package_id)
        .where(resource.id.in_(resource_ids))
    )
    with transaction() as connection:
        return {row.id: Dataset(row.name, row.title or row.name) for row in connection.execute(query)}


def synthetic_packages(packages: set[str]) -> set[str]:
    """Those of the packages that carry the tag of demonstration data."""
    link, tag = model.PackageTag, model.Tag
    query = (
        sa.select(link.package_id)
        .join(tag, tag.id == link.tag_id)
        .where(tag.name == SYNTHETIC_TAG, link.state == "active", link.package_id.in_(packages))
    )
    with transaction() as connection:
        return {row.package_id for row in connection.execute(query)}


def _organizations(which: Any) -> list[Organization]:
    group = model.Group
    query = (
        sa.select(group.id, group.name, group.title)
        .where(which, group.is_organization.is_(True), group.state == "active")
        .order_by(group.title)
    )
    with transaction() as connection:
        return [Organization(row.id, row.name, row.title or row.name) for row in connection.execute(query)]
