"""What public datasets say of themselves, as harvesters are told: four queries, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ...core.catalogue import licence_addresses
from ...core.export import CSV, FORMATS, PARQUET, Export, offered
from ...core.kpi.catalogue import Catalogue, as_list
from ...core.scoring import File, Record
from ..export import current
from .catalogue import public_packages

_FIELDS = ("theme", "frequency", "communes", "temporal_start", "temporal_end")
_WRITTEN = {CSV.name: "CSV", PARQUET.name: "PARQUET"}

Files = Mapping[str, Sequence[tuple[datetime, File]]]


def read_records(connection: Any, catalogue: Catalogue) -> dict[str, Record]:
    """What each dataset of the catalogue says of itself, by id."""
    fetched = {resource.id: resource.fetched for dataset in catalogue.datasets for resource in dataset.resources}
    files, said = _files(connection, fetched), _said(connection)
    packages = public_packages(connection, "dataset", _FIELDS)
    return {package.id: _record(package, said[package.id], files.get(package.id, ())) for package in packages}


def _record(package: Any, said: Any, files: Sequence[tuple[datetime, File]]) -> Record:
    fields = package.fields
    return Record(
        notes=said.notes or "",
        licence_url=licence_addresses().get(package.licence, ""),
        frequency=fields["frequency"] or "",
        updated=max((moment for moment, _ in files), default=None),
        files=tuple(file for _, file in files),
        has_keywords=said.has_keywords,
        has_theme=bool(fields["theme"]),
        has_places=bool(as_list(fields["communes"])),
        has_period=bool(fields["temporal_start"] or fields["temporal_end"]),
        has_contact=bool(said.maintainer or said.maintainer_email or said.author or said.author_email),
        has_publisher=bool(package.owner_org),
    )


def _said(connection: Any) -> dict[str, Any]:
    package, tagged = model.Package, model.PackageTag
    has_keywords = sa.exists().where(tagged.package_id == package.id, tagged.state == "active")
    query = sa.select(
        package.id,
        package.notes,
        package.maintainer,
        package.maintainer_email,
        package.author,
        package.author_email,
        has_keywords.label("has_keywords"),
    ).where(package.type == "dataset", package.state == "active", package.private.is_not(True))
    return {row.id: row for row in connection.execute(query)}


def _files(connection: Any, fetched: Mapping[str, bool | None]) -> Files:
    """The files of each dataset with their dates: those that were sent, and the tables that the portal writes."""
    resource, written = model.Resource, current(connection)
    query = sa.select(
        resource.id,
        resource.package_id,
        resource.format,
        resource.mimetype,
        resource.description,
        resource.size,
        sa.func.coalesce(resource.last_modified, resource.created).label("moment"),
    ).where(resource.state == "active")
    found = defaultdict(list)
    for row in connection.execute(query):
        if row.id in fetched:
            found[row.package_id].append((_utc(row.moment), _sent(row, fetched[row.id])))
            found[row.package_id].extend(_written(written.get(row.id, [])))
    return found


def _sent(row: Any, fetched: bool | None) -> File:
    return File(
        format=row.format or "",
        fetched=fetched,
        media_type=row.mimetype or "",
        has_description=bool(row.description),
        has_size=bool(row.size),
    )


def _written(exports: list[Export]) -> list[tuple[datetime, File]]:
    return [
        (
            export.published or export.created,
            File(_WRITTEN[export.format], True, FORMATS[export.format].mimetype, has_size=True),
        )
        for export in offered(exports).values()
        if export.format in _WRITTEN
    ]


def _utc(moment: datetime | None) -> datetime:
    return moment.replace(tzinfo=UTC) if moment else datetime.min.replace(tzinfo=UTC)
