"""The organisations that stand for communes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model

from .extras import organization_field


@dataclass(frozen=True)
class Organization:
    """The organisation of a commune: its id, its name in addresses, its title."""

    id: str
    name: str
    title: str


def commune_organizations(session: Any) -> dict[str, Organization]:
    """The active organisations that carry an INSEE code, by that code."""
    group, insee = model.Group, organization_field("insee")
    query = sa.select(group.id, group.name, group.title, insee.label("insee")).where(
        group.is_organization.is_(True), group.state == "active", insee.is_not(None)
    )
    return {row.insee: Organization(row.id, row.name, row.title) for row in session.execute(query)}
