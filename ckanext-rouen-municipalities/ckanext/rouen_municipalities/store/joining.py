"""Requests to join, within the caller's transaction, and their erasure, in one of its own."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.joining import Erasing, Form, Request, State
from ..model import join_request as table
from ..model import mail
from .publication import transaction

_PERSONAL: dict[str, Any] = dict.fromkeys(["name", "function", "email", "intent", "origin"])
_COLUMNS = [column for column in table.c if column.name != "origin"]


def hold(session: Any, *names: str) -> None:
    """Let nobody else decide or count under these names until the end of the transaction."""
    for name in sorted(names):
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"joining {name}", 0))))


def add(session: Any, form: Form, origin: str, link_until: datetime) -> Request:
    """Write a request that is not confirmed."""
    values = {"id": str(uuid.uuid4()), "origin": origin, "link_until": link_until, **vars(form)}
    return _request(session.execute(table.insert().values(values).returning(*_COLUMNS)).one())


def ask_again(session: Any, request_id: str, form: Form, origin: str, link_until: datetime) -> Request:
    """Write what somebody typed this time into the request that they have not confirmed."""
    values = {"origin": origin, "link_until": link_until, "links": table.c.links + 1, **vars(form)}
    return _changed(session, request_id, values)


def renew(session: Any, request_id: str, origin: str, link_until: datetime) -> Request:
    """Have the link of a request last until another moment."""
    return _changed(session, request_id, {"origin": origin, "link_until": link_until, "links": table.c.links + 1})


def show(session: Any, request_id: str) -> Request | None:
    """The request of this id."""
    row = session.execute(sa.select(*_COLUMNS).where(table.c.id == request_id)).first()
    return _request(row) if row else None


def same(session: Any, form: Form) -> Request | None:
    """The open or unconfirmed request of the same person for the same commune."""
    query = sa.select(*_COLUMNS).where(
        table.c.insee == form.insee,
        sa.func.lower(table.c.email) == form.email.lower(),
        table.c.state.in_([State.UNCONFIRMED.value, State.CONFIRMED.value]),
    )
    row = session.execute(query.order_by(table.c.state, table.c.created).limit(1)).first()
    return _request(row) if row else None


def links_mailed(session: Any, link_life: timedelta, window: timedelta, **of: str) -> int:
    """How many links were mailed within the last `window` for an `origin` or an `insee`."""
    asked = [table.c[name] == value for name, value in of.items()]
    within = table.c.link_until > sa.func.now() + (link_life - window)
    mailed = sa.func.coalesce(sa.func.sum(table.c.links), 0)
    return int(session.execute(sa.select(mailed).where(within, *asked)).scalar())


def open_case(session: Any, insee: str) -> str | None:
    """The case of the commune on which somebody has to decide."""
    query = sa.select(table.c.case_id).where(table.c.insee == insee, table.c.state == State.CONFIRMED.value).limit(1)
    found: str | None = session.execute(query).scalar()
    return found


def open_cases(session: Any) -> int:
    """How many communes wait for an answer."""
    query = sa.select(sa.func.count(table.c.insee.distinct())).where(table.c.state == State.CONFIRMED.value)
    return int(session.execute(query).scalar() or 0)


def confirm(session: Any, request_id: str, case_id: str) -> Request:
    """The person has confirmed: the request belongs to a case of its commune."""
    values = {"state": State.CONFIRMED.value, "case_id": case_id, "confirmed": sa.func.now(), "origin": None}
    return _changed(session, request_id, values)


def case(session: Any, case_id: str) -> list[Request]:
    """The requests of a case, the first one first."""
    query = sa.select(*_COLUMNS).where(table.c.case_id == case_id).order_by(table.c.confirmed, table.c.id)
    return [_request(row) for row in session.execute(query)]


def cases(session: Any, limit: int) -> list[list[Request]]:
    """The cases, those to be decided first, then the latest."""
    first = table.alias("first")
    chosen = (
        sa.select(first.c.id)
        .where(first.c.case_id == first.c.id)
        .order_by(first.c.state != State.CONFIRMED.value, first.c.confirmed.desc())
        .limit(limit)
        .subquery()
    )
    query = sa.select(*_COLUMNS).where(table.c.case_id.in_(sa.select(chosen.c.id)))
    found: dict[str, list[Request]] = {}
    for row in session.execute(query.order_by(table.c.confirmed, table.c.id)):
        found.setdefault(row.case_id, []).append(_request(row))
    return sorted(found.values(), key=lambda requests: (not requests[0].is_open, -requests[0].created.timestamp()))


def decide(session: Any, case_id: str, state: State, author: str, reason: str) -> None:
    """Close what is open of a case."""
    still_open = table.update().where(table.c.case_id == case_id, table.c.state == State.CONFIRMED.value)
    session.execute(still_open.values(state=state.value, decided=sa.func.now(), decided_by=author, reason=reason))


def record_invited(session: Any, request_id: str, user_id: str) -> None:
    """Say which account a person was invited to."""
    session.execute(table.update().where(table.c.id == request_id).values(user_id=user_id))


def invited_in_vain(session: Any, before: datetime, told: str) -> list[Request]:
    """The requests accepted before a moment whose account administers an organisation and was never opened.

    Those of which a mail was written already, with a key of `told` and their id, are left out.
    """
    user, member, group = model.User, model.Member, model.Group
    administers = sa.exists().where(
        member.table_id == user.id,
        member.group_id == group.id,
        member.state == "active",
        member.capacity == "admin",
        group.state == "active",
    )
    query = (
        sa.select(*_COLUMNS)
        .join(user, user.id == table.c.user_id)
        .where(
            table.c.state == State.ACCEPTED.value,
            table.c.decided <= before,
            user.last_active.is_(None),
            user.state.in_(["active", "pending"]),
            administers,
            ~sa.exists().where(mail.c.key == told + table.c.id),
        )
    )
    return [_request(row) for row in session.execute(query.order_by(table.c.decided))]


def erase(days: Erasing, now: datetime) -> int:
    """Empty what is personal in requests that are old enough; give how many."""
    with transaction() as connection:
        connection.execute(
            table.update().where(table.c.origin.is_not(None), table.c.link_until < now).values(origin=None)
        )
        erased = table.update().where(_is_due(days, now)).values(erased=sa.func.now(), **_PERSONAL)
        return int(connection.execute(erased).rowcount)


def due_for_erasure(days: Erasing, now: datetime) -> int:
    """How many requests `erase` would empty."""
    with transaction() as connection:
        return int(connection.execute(sa.select(sa.func.count()).where(_is_due(days, now))).scalar() or 0)


def _is_due(days: Erasing, now: datetime) -> Any:
    state = table.c.state
    old = sa.or_(
        sa.and_(state == State.UNCONFIRMED.value, table.c.created < now - days.unconfirmed),
        sa.and_(state == State.CONFIRMED.value, table.c.confirmed < now - days.unanswered),
        table.c.decided < now - days.decided,
    )
    return sa.and_(table.c.erased.is_(None), old)


def _changed(session: Any, request_id: str, values: dict[str, Any]) -> Request:
    changed = table.update().where(table.c.id == request_id).values(values).returning(*_COLUMNS)
    return _request(session.execute(changed).one())


def _request(row: Any) -> Request:
    return Request(**{**row._mapping, "state": State(row.state)})
