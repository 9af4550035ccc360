"""Accounts and what they administer, as mails need to know it; nothing of this is shown to anybody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model


@dataclass(frozen=True)
class Person:
    """An account that a mail can be sent to."""

    id: str
    name: str
    email: str


def administrators(session: Any) -> dict[str, list[Person]]:
    """The active accounts with an address that administer each active organisation, by its id."""
    user, member, group = model.User, model.Member, model.Group
    query = (
        sa.select(group.id.label("organization"), user.id, user.name, user.email)
        .join(member, member.group_id == group.id)
        .join(user, sa.and_(user.id == member.table_id, member.table_name == "user"))
        .where(
            member.state == "active",
            member.capacity == "admin",
            group.state == "active",
            group.is_organization.is_(True),
            user.state == "active",
            user.email.is_not(None),
        )
        .order_by(user.name)
    )
    found = defaultdict(list)
    for row in session.execute(query):
        found[row.organization].append(Person(row.id, row.name, row.email))
    return dict(found)


def account_of(session: Any, email: str) -> Any:
    """The account of this address that can log in or is invited to, whatever the case of its letters."""
    user = model.User
    same = sa.func.lower(user.email) == email.lower()
    query = session.query(user).filter(same, user.state.in_(["active", "pending"]))
    return query.order_by(user.created).first()
