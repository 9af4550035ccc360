"""The dataset in which the portal publishes the indicators of an owner: a feed, in no KPI's count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.logic.acting import as_the_portal
from ckanext.rouen_municipalities.logic.publication import publish_file

from ...core.indicators import INDICATOR, PUBLISHED, Published
from ...store import sources

PROFILES = frozenset(one.profile for one in PUBLISHED)

NOTES = (
    "Calculé par le portail à chaque publication des tables publiques dont il dépend ; chaque ressource dit sa formule "
    "et, par l'API, les fichiers dont elle vient avec leurs empreintes. Chaque chiffre se recalcule depuis eux."
)


def published(owner: str, profile: str = INDICATOR) -> PublishedTable | None:
    """The table that shows an indicator of an owner now."""
    return by_owner(profile).get(owner)


def by_owner(profile: str = INDICATOR) -> dict[str, PublishedTable]:
    """A published indicator of each owner that has one; a copy that somebody uploads elsewhere is none."""
    return {str(table.owner_org): table for table in reversed(shown()) if table.profile == profile}


def shown() -> list[PublishedTable]:
    """Every table of an indicator that is published now, the newest first."""
    return among(sources.public_tables())


def among(tables: list[PublishedTable]) -> list[PublishedTable]:
    """Those of the public tables that are indicators which the portal published."""
    return sources.feed_tables([table for table in tables if table.profile in PROFILES])


def publish(owner: str, one: Published, path: Path) -> dict[str, Any]:
    """Publish a computed file through the path of every upload; raises what `publish_file` raises."""
    return publish_table(owner, profile=one.profile, name=one.resource_name, path=path, description=_description(one))


def publish_table(owner: str, *, profile: str, name: str, path: Path, description: str) -> dict[str, Any]:
    """Publish a file as the resource `name` of the owner's dataset of indicators, which is made when it is missing."""
    return publish_file(path, dataset=_ensure_dataset(owner), profile=profile, name=name, description=description)


def withdraw(owner: str, profile: str = INDICATOR) -> bool:
    """Remove a published indicator of an owner; False when there was none."""
    table = published(owner, profile)
    if table is None:
        return False
    tk.get_action("resource_delete")(as_the_portal(), {"id": table.resource_id})
    return True


def _description(one: Published) -> str:
    """The formula, and how its inputs are asked for: they change with each computation, this text does not."""
    asked = "/api/3/action/rouen_energy_indicator_show?resource_id=<identifiant de cette ressource>"
    return f"{one.formula['fr']}\n\nFormule {one.formula_version}. Fichiers sources et leurs empreintes : {asked}"


def _ensure_dataset(owner: str) -> str:
    organization = sources.organization(owner)
    if organization is None:
        raise tk.ObjectNotFound(owner)
    name = f"indicateurs-energie-{organization.name}"[:100]
    try:
        tk.get_action("package_show")(as_the_portal(), {"id": name})
    except tk.ObjectNotFound:
        tk.get_action("package_create")(as_the_portal(), _dataset(name, organization))
    return name


def _dataset(name: str, organization: sources.Organization) -> dict[str, Any]:
    return {
        "name": name,
        "title": f"Indicateurs énergie — {organization.title}",
        "notes": NOTES,
        "owner_org": organization.id,
        "theme": "ENER",
        "license_id": "etalab-2.0",
        "feed": "true",
        "private": False,
    }
