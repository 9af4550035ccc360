"""Links that are only shown, no table being made of them: whether their address answered when it was last asked.

Functions that take a session work within the caller's transaction; the others open and commit one of their own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ..core.link import Check, next_check
from ..model import link
from ..model import link_check as table
from .link import LinkChanged, elsewhere, profile
from .publication import transaction

_WELL: dict[str, Any] = {"failures": 0, "failing_since": None, "error_code": None, "error_detail": None}
_UNKNOWN: dict[str, Any] = _WELL | dict.fromkeys(["etag", "last_modified", "lease_token", "lease_until", "checked"])


def follow(session: Any, package_id: str | None = None) -> bool:
    """Know the plain links of a dataset, or of all, as its resources name them; whether there is one to ask now."""
    plain = elsewhere(package_id).where(profile() == "")
    session.execute(_gone(plain, package_id))
    statement = insert(table).from_select(["resource_id", "url"], _new(plain))
    moved = {"url": statement.excluded.url, "due": sa.func.now(), **_UNKNOWN}
    known = statement.on_conflict_do_update(index_elements=["resource_id"], set_=moved)
    return session.execute(known.returning(table.c.resource_id)).first() is not None


def show(session: Any, resource_id: str) -> Check | None:
    """What is known of the plain link of a resource."""
    row = session.execute(sa.select(table).where(table.c.resource_id == resource_id)).first()
    return Check(**row._mapping) if row else None


def due(limit: int) -> list[str]:
    """Resources whose address is to be asked now, the longest due first."""
    query = sa.select(table.c.resource_id).where(table.c.due <= sa.func.now(), _free())
    with transaction() as connection:
        return [row.resource_id for row in connection.execute(query.order_by(table.c.due).limit(limit))]


def claim(resource_id: str, token: str, lease: timedelta) -> Check | None:
    """Take a check that is due; nothing when it is not, or somebody else has it."""
    with transaction() as connection:
        taken = connection.execute(
            _of(resource_id)
            .where(table.c.due <= sa.func.now(), _free())
            .values(lease_token=token, lease_until=sa.func.now() + lease)
            .returning(*table.c)
        ).first()
    return Check(**taken._mapping) if taken else None


def record_answer(held: Check, now: datetime, etag: str | None, last_modified: str | None) -> None:
    """Note that an address answered. Raises LinkChanged."""
    _give_back(held, checked=now, due=next_check(held, now), etag=etag, last_modified=last_modified, **_WELL)


def record_failure(held: Check, now: datetime, due: datetime, code: str, detail: str) -> None:
    """Note that it did not. Raises LinkChanged."""
    since = held.failing_since or now
    failed = {"failures": held.failures + 1, "failing_since": since, "error_code": code, "error_detail": detail[:500]}
    _give_back(held, checked=now, due=due, **failed)


def answers() -> Any:
    """Subquery: of each link that was ever asked for, plain or read, whether it answered the last time (`reached`).

    As `Link.answers` says: one that moved was not asked for at its new address yet.
    """
    asked = sa.or_(link.c.sha256.is_not(None), link.c.failing_since.is_not(None))
    read = sa.select(link.c.resource_id, link.c.failing_since.is_(None).label("reached")).where(asked)
    checked = sa.select(table.c.resource_id, table.c.failing_since.is_(None).label("reached"))
    return sa.union_all(read, checked.where(table.c.checked.is_not(None))).subquery()


def _new(plain: Any) -> Any:
    """Those that are not known, or by another address: to name the others would lock every row, again and again.

    `NOT IN` is looked up in a hash even when PostgreSQL has yet to learn that a thousand links have just come.
    """
    found = plain.subquery()
    known = sa.select(table.c.resource_id, table.c.url)
    return sa.select(found.c.id, found.c.url).where(sa.tuple_(found.c.id, found.c.url).not_in(known))


def _gone(plain: Any, package_id: str | None) -> Any:
    named = plain.with_only_columns(model.resource_table.c.id)
    query = table.delete().where(table.c.resource_id.not_in(named))
    if package_id:
        resource = model.resource_table
        of_package = sa.select(resource.c.id).where(resource.c.package_id == package_id)
        query = query.where(table.c.resource_id.in_(of_package))
    return query


def _give_back(held: Check, **values: Any) -> None:
    statement = _of(held.resource_id).where(table.c.lease_token == held.lease_token)
    with transaction() as connection:
        result = connection.execute(statement.values(lease_token=None, lease_until=None, **values))
        if result.rowcount != 1:
            raise LinkChanged(held.resource_id)


def _of(resource_id: str) -> Any:
    return table.update().where(table.c.resource_id == resource_id)


def _free() -> Any:
    return sa.or_(table.c.lease_until.is_(None), table.c.lease_until < sa.func.now())
