"""What anyone can see of the catalogue, read in one snapshot of the main database; Solr is not asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.engine import Connection

from ...core.catalogue import open_licences
from ...core.kpi.catalogue import Catalogue, Dataset, Owner, Resource, as_list, fetched
from ...core.publication import PUBLISHED
from ...core.territory import codes_at
from ...model import publication
from ..extras import dataset_field, organization_field
from ..link_check import answers
from ..territory import ON_BEHALF

FEED = "true"


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
            *(dataset_field(name).label(f"field_{name}") for name in fields),
        )
        .where(package.type == package_type, *_public())
        .order_by(package.id)
    )
    return [_package(row, fields) for row in connection.execute(query)]


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
    return {row.id: _package(row, ()) for row in session.execute(query)}


def read_catalogue(connection: Connection, metropole: str, day: date) -> Catalogue:
    """The public datasets, their owners and their files as the KPIs about open data count them on `day`.

    `metropole` is the name of the Métropole's organisation.
    """
    communes = tuple(sorted(codes_at(day)))
    owners = _owners(connection, metropole, frozenset(communes))
    resources = _resources(connection)
    packages = public_packages(connection, "dataset", ("theme", "secondary_themes", "feed", ON_BEHALF))
    return Catalogue(
        datasets=tuple(_dataset(package, owners, resources, communes) for package in packages),
        communes=communes,
        open_licences=open_licences(),
    )


def _public() -> tuple[Any, ...]:
    return model.Package.state == "active", model.Package.private.is_not(True)


def _package(row: Any, fields: Sequence[str]) -> PublicPackage:
    return PublicPackage(
        id=row.id,
        name=row.name,
        title=row.title or row.name,
        type=row.type,
        owner_org=row.owner_org,
        licence=row.license_id or "",
        modified=row.metadata_modified,
        fields={name: getattr(row, f"field_{name}") for name in fields},
    )


def _dataset(
    package: PublicPackage,
    owners: Mapping[str, Owner],
    resources: Mapping[str, list[Resource]],
    communes: Collection[str],
) -> Dataset:
    return Dataset(
        id=package.id,
        owner=_owner(package, owners, communes),
        licence=package.licence,
        feed=package.fields["feed"] == FEED,
        theme=package.fields["theme"] or "",
        secondary_themes=as_list(package.fields["secondary_themes"]),
        modified=package.modified.replace(tzinfo=UTC),
        resources=tuple(resources.get(package.id, ())),
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


def _resources(connection: Connection) -> dict[str, list[Resource]]:
    """The active resources of public datasets, by dataset."""
    resource, package, accepted, answered = model.Resource, model.Package, _accepted(), answers()
    said = (resource.id, resource.package_id, resource.url_type, resource.extras)
    query = (
        sa.select(*said, accepted.c.published, answered.c.reached)
        .join(package, package.id == resource.package_id)
        .outerjoin(accepted, accepted.c.resource_id == resource.id)
        .outerjoin(answered, answered.c.resource_id == resource.id)
        .where(resource.state == "active", package.type == "dataset", *_public())
        .order_by(resource.package_id, resource.position, resource.id)
    )
    found = defaultdict(list)
    for row in connection.execute(query):
        in_datastore = bool((row.extras or {}).get("datastore_active"))
        known = fetched(row.url_type, in_datastore, row.published, row.reached)
        found[row.package_id].append(Resource(row.id, known))
    return found


def _accepted() -> Any:
    """For each resource that ever received a file, whether one was accepted."""
    return (
        sa.select(publication.c.resource_id, sa.func.bool_or(publication.c.state == PUBLISHED).label("published"))
        .group_by(publication.c.resource_id)
        .subquery()
    )
