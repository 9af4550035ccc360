"""Links: where the file of a resource is read from, and what the last read told.

Functions that take a session work within the caller's transaction; the others open and commit one of their own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB, insert

from ..core.link import Following, Link, Place, next_read
from ..model import link as table
from .extras import dataset_field
from .publication import transaction

_UNREAD: dict[str, Any] = dict.fromkeys(
    ["etag", "last_modified", "sha256", "lease_token", "lease_until", "failing_since", "error_code", "error_detail"]
) | {"failures": 0}


class LinkChanged(Exception):
    """While it was read the link was given another address, or is gone."""


def places(session: Any, package_id: str | None = None) -> list[Place]:
    """Where the resources that are links with a profile say that their files lie, of one dataset or of all."""
    frequency = dataset_field("frequency").label("frequency")
    query = elsewhere(package_id).add_columns(frequency).where(profile() != "")
    return [Place(row.id, row.url, row.frequency) for row in session.execute(query)]


def elsewhere(package_id: str | None = None) -> Any:
    """Query of the resources whose file lies elsewhere, of one dataset or of all: `id` and `url`."""
    resource, package = model.resource_table, model.package_table
    query = (
        sa.select(resource.c.id, resource.c.url)
        .select_from(resource.join(package, package.c.id == resource.c.package_id))
        .where(
            resource.c.state == "active",
            package.c.state != "deleted",
            sa.func.coalesce(resource.c.url_type, "") == "",
            resource.c.url.op("~*")("^https?://"),
        )
    )
    return query.where(package.c.id == package_id) if package_id else query


def profile() -> Any:
    """The profile that the resource of the enclosing query names; empty without one."""
    return sa.func.coalesce(sa.cast(model.resource_table.c.extras, JSONB)["profile"].astext, "")


def known(session: Any, package_id: str | None = None) -> dict[str, Place]:
    """The links that are known by resource, of one dataset or of all."""
    query = sa.select(table.c.resource_id, table.c.url, table.c.frequency)
    if package_id:
        resource = model.resource_table
        of_package = sa.select(resource.c.id).where(resource.c.package_id == package_id)
        query = query.where(table.c.resource_id.in_(of_package))
    return {row.resource_id: Place(*row) for row in session.execute(query)}


def record_following(session: Any, following: Following, now: datetime) -> None:
    """Know the links as the resources name them; a new address is to be read at once."""
    for place in following.new:
        values = {"resource_id": place.resource_id, "url": place.url, "frequency": place.frequency, "due": now}
        session.execute(insert(table).values(values).on_conflict_do_nothing())
    for place in following.moved:
        session.execute(_of(place.resource_id).values(url=place.url, frequency=place.frequency, due=now, **_UNREAD))
    for place in following.paced:
        due = next_read(place, now)
        # What fails is tried again at its own pace, and what waits to be read first does not wait longer.
        paced = sa.case((sa.or_(table.c.failures > 0, table.c.read.is_(None)), table.c.due), else_=due)
        session.execute(_of(place.resource_id).values(frequency=place.frequency, due=paced))
    if following.gone:
        session.execute(table.delete().where(table.c.resource_id.in_(following.gone)))


def show(session: Any, resource_id: str) -> Link | None:
    """What is known of the link of a resource."""
    return _one(session.execute(sa.select(table).where(table.c.resource_id == resource_id)))


def ask(session: Any, resource_id: str) -> None:
    """Have a link read as soon as possible, unless it is being read."""
    session.execute(_of(resource_id).where(_free()).values(due=sa.func.now()))


def due(limit: int) -> list[str]:
    """Resources whose link is to be read now, the longest due first."""
    query = sa.select(table.c.resource_id).where(table.c.due <= sa.func.now(), _free())
    with transaction() as connection:
        return [row.resource_id for row in connection.execute(query.order_by(table.c.due).limit(limit))]


def claim(resource_id: str, token: str, lease: timedelta) -> Link | None:
    """Take a link that is due, to read it; nothing when it is not, or somebody else has it."""
    with transaction() as connection:
        return _one(
            connection.execute(
                _of(resource_id)
                .where(table.c.due <= sa.func.now(), _free())
                .values(lease_token=token, lease_until=sa.func.now() + lease, tried=sa.func.now())
                .returning(*table.c)
            )
        )


def record_read(session: Any, held: Link, now: datetime, **values: Any) -> None:
    """Note a read that succeeded, within the caller's transaction; `values` are the columns that it changed.

    Raises LinkChanged.
    """
    well = {name: _UNREAD[name] for name in ("failures", "failing_since", "error_code", "error_detail")}
    _give_back(session, held, read=now, due=next_read(held, now), **well, **values)


def record_failure(held: Link, now: datetime, due: datetime, code: str, detail: str) -> None:
    """Note a read that failed: what was read before stays. Raises LinkChanged."""
    with transaction() as connection:
        _give_back(
            connection,
            held,
            failures=held.failures + 1,
            failing_since=held.failing_since or now,
            error_code=code,
            error_detail=detail[:500],
            due=due,
        )


def _give_back(session: Any, held: Link, **values: Any) -> None:
    result = session.execute(
        _of(held.resource_id)
        .where(table.c.lease_token == held.lease_token)
        .values(lease_token=None, lease_until=None, **values)
    )
    if result.rowcount != 1:
        raise LinkChanged(held.resource_id)


def _of(resource_id: str) -> Any:
    return table.update().where(table.c.resource_id == resource_id)


def _free() -> Any:
    return sa.or_(table.c.lease_until.is_(None), table.c.lease_until < sa.func.now())


def _one(result: Any) -> Link | None:
    row = result.first()
    return Link(**row._mapping) if row else None
