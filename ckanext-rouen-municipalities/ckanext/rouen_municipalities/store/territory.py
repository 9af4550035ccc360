"""The organisations that stand for communes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB

from ..core.referents import FIELDS, Role, vacant
from .extras import dataset_field, organization_field

#: The field of a dataset of the Métropole that names the commune for which it publishes.
ON_BEHALF = "on_behalf_of"


@dataclass(frozen=True)
class Organization:
    """The organisation of a commune: its id, its name in addresses, its title, the roles that nobody fills."""

    id: str
    name: str
    title: str
    vacant: tuple[Role, ...] = ()


def commune_organizations(session: Any) -> dict[str, Organization]:
    """The active organisations that carry an INSEE code, by that code."""
    group, insee = model.Group, organization_field("insee")
    query = sa.select(group.id, group.name, group.title, insee.label("insee"), *_referents()).where(
        group.is_organization.is_(True), group.state == "active", insee != ""
    )
    return {row.insee: _organization(row) for row in session.execute(query)}


def organization(session: Any, reference: str) -> tuple[Organization, str | None] | None:
    """An active organisation by its name or id, with its INSEE code if it has one."""
    group = model.Group
    query = sa.select(
        group.id, group.name, group.title, organization_field("insee").label("insee"), *_referents()
    ).where(
        group.is_organization.is_(True), group.state == "active", sa.or_(group.id == reference, group.name == reference)
    )
    row = session.execute(query).first()
    return (_organization(row), row.insee or None) if row else None


def commune_of_dataset() -> Any:
    """The INSEE code of the commune that the dataset of the enclosing query counts for, None when it is none.

    The commune that owns it, or the one for which the Métropole publishes it.
    """
    owner = sa.type_coerce(_codes_by_organization(), JSONB)[model.Package.owner_org].astext
    return sa.func.coalesce(sa.func.nullif(dataset_field(ON_BEHALF), ""), sa.func.nullif(owner, ""))


def _codes_by_organization() -> Any:
    """The INSEE codes of the organisations as one value, which PostgreSQL reads once and not for every dataset."""
    group = model.Group
    return (
        sa.select(sa.func.jsonb_object_agg(group.id, organization_field("insee")))
        .where(group.is_organization.is_(True), group.state == "active")
        .correlate(None)
        .scalar_subquery()
    )


def organization_sirens(session: Any) -> dict[str, str]:
    """The SIREN of each active organisation that has one, by the organisation's id."""
    group, siren = model.Group, organization_field("siren")
    query = sa.select(group.id, siren.label("siren")).where(
        group.is_organization.is_(True), group.state == "active", siren.is_not(None)
    )
    return {row.id: row.siren for row in session.execute(query) if row.siren}


def _referents() -> list[Any]:
    return [organization_field(field).label(field) for field in FIELDS.values()]


def _organization(row: Any) -> Organization:
    referents = {role: getattr(row, field) or "" for role, field in FIELDS.items()}
    return Organization(row.id, row.name, row.title, vacant(referents))
