"""What the main database says of a resource whose table was published: its file, its date, CKAN's flag."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB

from .. import config
from ..core.publication import PUBLISHED, TABLE_FORMATS, Publication
from ..model import publication as table
from .publication import transaction


def lock_resource(session: Any, resource_id: str) -> bool:
    """Keep a resource and its dataset from changing until the transaction ends; False when it is gone."""
    # Who hangs with the dataset in hand gives it back once nobody counts on them: an officer may wait to save it.
    milliseconds = int(1000 * config.lease().total_seconds())
    session.execute(sa.text(f"SET LOCAL idle_in_transaction_session_timeout = {milliseconds}"))
    resource, package = model.resource_table, model.package_table
    found = session.execute(
        sa.select(resource.c.id)
        .join(package, package.c.id == resource.c.package_id)
        .where(resource.c.id == resource_id, resource.c.state == "active", package.c.state != "deleted")
        .with_for_update()
    )
    return found.first() is not None


def is_overtaken(session: Any, held: Publication) -> bool:
    """Whether a later file of the same resource is published."""
    later = sa.select(table.c.id).where(
        table.c.resource_id == held.resource_id, table.c.seq > held.seq, table.c.state == PUBLISHED
    )
    return session.execute(later.limit(1)).first() is not None


def accept_file(session: Any, held: Publication) -> None:
    """Make the file and the table of a publication those of its resource; harvesters see a change of its dataset."""
    resource, package = model.resource_table, model.package_table
    session.execute(package.update().where(package.c.id == _package_of(held)).values(metadata_modified=_now()))
    session.execute(
        resource.update()
        .where(resource.c.id == held.resource_id)
        .values(
            # A link stays one: its address is where the next file is read from.
            url=sa.case((resource.c.url_type == "upload", held.file.name), else_=resource.c.url),
            format=_format(resource.c, held),
            size=held.file.bytes,
            mimetype=held.file.mimetype,
            hash=held.file.sha256,
            last_modified=_now(),
            metadata_modified=_now(),
            extras=_with_table(resource.c.extras),
        )
    )


def _format(columns: Any, held: Publication) -> Any:
    """The format of the new file, where the resource says that of another table; what an officer wrote stays."""
    return sa.case((columns.format.in_(TABLE_FORMATS), held.file.table_format or columns.format), else_=columns.format)


def without_table(resource_ids: list[str]) -> list[str]:
    """Of these resources, those that are gone or no longer name a profile: their table has no reason to be."""
    resource, package = model.resource_table, model.package_table
    living = (
        sa.select(resource.c.id)
        .join(package, package.c.id == resource.c.package_id)
        .where(
            resource.c.id.in_(resource_ids),
            resource.c.state == "active",
            package.c.state != "deleted",
            sa.func.coalesce(sa.cast(resource.c.extras, JSONB)["profile"].astext, "") != "",
        )
    )
    with transaction() as connection:
        kept = {row.id for row in connection.execute(living)}
    return [resource_id for resource_id in resource_ids if resource_id not in kept]


def restore(resource_ids: list[str]) -> list[str]:
    """Say again what is published for these resources: a save from an old copy of the dataset forgets it.

    Gives the ids of those that had forgotten.
    """
    resource, accepted = model.resource_table, _accepted(resource_ids)
    is_upload = resource.c.url_type == "upload"
    forgotten = sa.or_(
        sa.func.coalesce(sa.cast(resource.c.extras, JSONB)["datastore_active"].astext, "") != "true",
        sa.and_(is_upload, resource.c.hash.is_distinct_from(accepted.c.file_sha256)),
    )
    file = {
        "url": accepted.c.file_name,
        "size": accepted.c.file_bytes,
        "mimetype": accepted.c.file_mimetype,
        "hash": accepted.c.file_sha256,
        "last_modified": sa.func.timezone("UTC", accepted.c.finished),
    }
    values = {name: sa.case((is_upload, value), else_=resource.c[name]) for name, value in file.items()}
    with transaction() as connection:
        rows = connection.execute(
            resource.update()
            .where(resource.c.id == accepted.c.resource_id, forgotten)
            .values(**values, extras=_with_table(resource.c.extras))
            .returning(resource.c.id)
        )
        return [row.id for row in rows]


def _accepted(resource_ids: list[str]) -> Any:
    """The publication from which each of these resources has its table and its file."""
    return (
        sa.select(table)
        .where(table.c.resource_id.in_(resource_ids), table.c.state == PUBLISHED, table.c.reason.is_(None))
        .distinct(table.c.resource_id)
        .order_by(table.c.resource_id, table.c.seq.desc())
        .subquery()
    )


def _package_of(held: Publication) -> Any:
    resource = model.resource_table
    return sa.select(resource.c.package_id).where(resource.c.id == held.resource_id).scalar_subquery()


def _now() -> Any:
    """Now, as CKAN writes moments: in UTC, without saying so."""
    return sa.func.timezone("UTC", sa.func.now())


def _with_table(extras: Any) -> Any:
    """The extras of a resource with CKAN's flag, written as one expression so that no other key is lost."""
    known = sa.cast(sa.func.coalesce(extras, "{}"), JSONB)
    flagged = sa.func.jsonb_set(known, "{datastore_active}", sa.literal_column("'true'::jsonb"))
    return sa.cast(flagged, sa.Text)
