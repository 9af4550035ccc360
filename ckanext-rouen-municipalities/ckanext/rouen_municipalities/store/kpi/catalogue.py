"""What anyone can see of the catalogue, read in one snapshot of the main database; Solr is not asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.engine import Connection

from ...core.catalogue import open_licences
from ...core.freshness import Freshness
from ...core.kpi.catalogue import NOT_ASSESSED, Catalogue, Dataset, Owner, Resource, as_list
from ...core.territory import codes_at
from ..extras import dataset_fields, organization_field
from ..freshness import freshness_of
from ..territory import ON_BEHALF
from .changes import content_changes
from .harvest import HARVEST_FIELD, harvested
from .resources import resources

FEED = "true"
_FIELDS = ("theme", "secondary_themes", "feed", "frequency", "hvd_category", HARVEST_FIELD, ON_BEHALF)


@dataclass(frozen=True)
class PublicPackage:
    """A public package: `fields` holds those of its scheming form that were asked for."""

    id: str
    name: str
    title: str
    type: str
    owner_org: str | None
    licence: str
    modified: datetime
    fields: Mapping[str, str | None]


@dataclass(frozen=True)
class _Known:
    """What the database knows of all datasets, read once."""

    communes: tuple[str, ...]
    owners: Mapping[str, Owner]
    resources: Mapping[str, Sequence[Resource]]
    freshness: Mapping[str, Freshness]
    changes: Mapping[str, date]
    harvested: Collection[str]


@contextmanager
def snapshot_for_counting() -> Iterator[Connection]:
    """One repeatable read on the main database that cannot write."""
    engine = model.meta.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with engine.begin() as connection:
        yield connection


def public_packages(connection: Any, package_type: str, fields: Sequence[str]) -> list[PublicPackage]:
    """The packages of a type that anyone can see, by id: active, not private."""
    package = model.Package
    query = (
        sa.select(
            package.id,
            package.name,
            package.title,
            package.type,
            package.owner_org,
            package.license_id,
            package.metadata_modified,
            dataset_fields(fields).label("fields"),
        )
        .where(package.type == package_type, *_public())
        .order_by(package.id)
    )
    return [_package(row, row.fields, fields) for row in connection.execute(query)]


def public_ids(session: Any, ids: Sequence[str]) -> dict[str, PublicPackage]:
    """Those of the packages that anyone can see now, by id."""
    package = model.Package
    query = sa.select(
        package.id,
        package.name,
        package.title,
        package.type,
        package.owner_org,
        package.license_id,
        package.metadata_modified,
    ).where(package.id.in_(ids), *_public())
    return {row.id: _package(row, None, ()) for row in session.execute(query)}


def read_catalogue(connection: Connection, metropole: str, day: date) -> Catalogue:
    """The public datasets, their owners and their files as the KPIs about open data count them on `day`.

    `metropole` is the name of the Métropole's organisation. A fixed number of queries, whatever the size.
    """
    communes = tuple(sorted(codes_at(day)))
    known = _Known(
        communes=communes,
        owners=_owners(connection, metropole, frozenset(communes)),
        resources=resources(connection, model.Package.type == "dataset", *_public()),
        freshness=freshness_of(connection, day),
        changes=content_changes(connection),
        harvested=harvested(connection),
    )
    packages = public_packages(connection, "dataset", _FIELDS)
    return Catalogue(
        datasets=tuple(_dataset(package, known) for package in packages),
        communes=communes,
        open_licences=open_licences(),
    )


def _public() -> tuple[Any, ...]:
    return model.Package.state == "active", model.Package.private.is_not(True)


def _package(row: Any, values: Mapping[str, str] | None, fields: Sequence[str]) -> PublicPackage:
    return PublicPackage(
        id=row.id,
        name=row.name,
        title=row.title or row.name,
        type=row.type,
        owner_org=row.owner_org,
        licence=row.license_id or "",
        modified=row.metadata_modified,
        fields={name: (values or {}).get(name) for name in fields},
    )


def _dataset(package: PublicPackage, known: _Known) -> Dataset:
    fields = package.fields
    return Dataset(
        id=package.id,
        owner=_owner(package, known.owners, known.communes),
        licence=package.licence,
        feed=fields["feed"] == FEED,
        theme=fields["theme"] or "",
        secondary_themes=as_list(fields["secondary_themes"]),
        modified=package.modified.replace(tzinfo=UTC),
        resources=tuple(known.resources.get(package.id, ())),
        harvested=bool(fields[HARVEST_FIELD]) or package.id in known.harvested,
        high_value=as_list(fields["hvd_category"]),
        frequency=fields["frequency"] or "",
        freshness=known.freshness.get(package.id, NOT_ASSESSED),
        changed=known.changes.get(package.id),
    )


def _owner(package: PublicPackage, owners: Mapping[str, Owner], communes: Collection[str]) -> Owner | None:
    """Whom a dataset counts for: the Métropole publishes on a commune's behalf, with or without its organisation."""
    owner = owners.get(package.owner_org or "")
    insee = package.fields[ON_BEHALF]
    return Owner(owner.id, insee) if owner and insee in communes else owner


def _owners(connection: Connection, metropole: str, communes: frozenset[str]) -> dict[str, Owner]:
    """The Métropole and the communes among the active organisations, by id."""
    group, insee = model.Group, organization_field("insee")
    query = sa.select(group.id, group.name, insee.label("insee")).where(
        group.is_organization.is_(True), group.state == "active"
    )
    owners = {}
    for row in connection.execute(query):
        if row.name == metropole:
            owners[row.id] = Owner(row.id, None)
        elif row.insee in communes:
            owners[row.id] = Owner(row.id, row.insee)
    return owners
