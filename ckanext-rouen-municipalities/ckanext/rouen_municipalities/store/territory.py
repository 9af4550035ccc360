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


def organization_sirens(session: Any) -> dict[str, str]:
    """The SIREN of each active organisation that has one, by the organisation's id."""
    group, siren = model.Group, organization_field("siren")
    query = sa.select(group.id, siren.label("siren")).where(
        group.is_organization.is_(True), group.state == "active", siren.is_not(None)
    )
    return {row.id: row.siren for row in session.execute(query) if row.siren}
