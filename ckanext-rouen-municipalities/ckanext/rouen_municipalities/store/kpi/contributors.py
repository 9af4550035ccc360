"""How many accounts contribute to each organisation: counted by the database, which gives no account away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model


def contributing(session: Any, since: datetime) -> tuple[dict[str, int], int]:
    """The accounts active since a moment (UTC): by the name of their only organisation, and of several ones.

    An active account with an active role in an active organisation; every organisation has its row.
    """
    accounts, group = _accounts(since).subquery(), model.Group
    organizations = sa.select(group.name, sa.func.count(accounts.c.id)).outerjoin(
        accounts, sa.and_(accounts.c.organizations == 1, accounts.c.organization == group.id)
    )
    query = organizations.where(*_organization()).group_by(group.name).order_by(group.name)
    several = sa.select(sa.func.count()).select_from(accounts).where(accounts.c.organizations > 1)
    return dict(session.execute(query).all()), int(session.execute(several).scalar() or 0)


def _accounts(since: datetime) -> Any:
    """Each such account with the number of its organisations, and one of them."""
    user, member, group = model.User, model.Member, model.Group
    return (
        sa.select(
            user.id,
            sa.func.count(sa.distinct(group.id)).label("organizations"),
            sa.func.min(group.id).label("organization"),
        )
        .join(member, sa.and_(member.table_id == user.id, member.table_name == "user", member.state == "active"))
        .join(group, group.id == member.group_id)
        .where(user.state == "active", user.last_active >= since.replace(tzinfo=None), *_organization())
        .group_by(user.id)
    )


def _organization() -> tuple[Any, ...]:
    return model.Group.is_organization.is_(True), model.Group.state == "active"
