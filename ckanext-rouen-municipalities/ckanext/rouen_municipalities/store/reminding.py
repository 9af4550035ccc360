"""What is late in each organisation, and when each was last told; within the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ..core.freshness import Freshness
from ..core.reminding import Late, Turn
from ..model import reminder as table


def late_datasets(session: Any, found: Mapping[str, Freshness]) -> dict[str, list[Late]]:
    """The datasets that are late, by the id of their organisation, latest first."""
    days = {dataset_id: each.days_late for dataset_id, each in found.items() if each.days_late}
    package = model.Package
    query = sa.select(package.id, package.name, package.title, package.owner_org).where(package.id.in_(list(days)))
    by_owner = defaultdict(list)
    for row in session.execute(query):
        by_owner[row.owner_org].append(Late(row.name, row.title or row.name, days[row.id]))
    return {owner: sorted(late, key=lambda each: (-each.days, each.name)) for owner, late in by_owner.items()}


def organizations(session: Any) -> list[tuple[str, str, str]]:
    """The active organisations by title: id, name, title."""
    group = model.Group
    query = sa.select(group.id, group.name, group.title).where(group.is_organization.is_(True), group.state == "active")
    return [(row.id, row.name, row.title or row.name) for row in session.execute(query.order_by(group.title, group.id))]


def turns(session: Any) -> dict[str, Turn]:
    """When each organisation was last told, by its id."""
    return {row.organization_id: Turn(row.reminded, row.snoozed_until) for row in session.execute(sa.select(table))}


def take_turn(session: Any, organization_id: str, now: datetime, every: timedelta) -> bool:
    """Say that an organisation is told now; False when it was meanwhile, or wants to be left alone."""
    written = insert(table).values(organization_id=organization_id, reminded=now)
    is_due = sa.and_(
        sa.or_(table.c.reminded.is_(None), table.c.reminded <= now - every),
        sa.or_(table.c.snoozed_until.is_(None), table.c.snoozed_until <= now),
    )
    taken = written.on_conflict_do_update(index_elements=["organization_id"], set_={"reminded": now}, where=is_due)
    return session.execute(taken.returning(table.c.organization_id)).first() is not None


def snooze(session: Any, organization_id: str, until: datetime) -> None:
    """Leave an organisation alone until a moment."""
    written = insert(table).values(organization_id=organization_id, snoozed_until=until)
    values = {"snoozed_until": until}
    session.execute(written.on_conflict_do_update(index_elements=["organization_id"], set_=values))
