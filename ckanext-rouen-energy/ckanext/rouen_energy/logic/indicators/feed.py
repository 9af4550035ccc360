"""The dataset in which the portal publishes the indicators of an owner: a feed, in no KPI's count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.logic.acting import as_the_portal
from ckanext.rouen_municipalities.logic.publication import publish_file

from ...core.indicators import FORMULA, INDICATOR
from ...store import sources

FILE_NAME = "consommation-par-type-et-annee.csv"
RESOURCE_NAME = "Consommation par type de bâtiment, commune et année"


def published(owner: str) -> PublishedTable | None:
    """The table that shows the indicator of an owner now."""
    return by_owner().get(owner)


def by_owner() -> dict[str, PublishedTable]:
    """The published indicator of each owner that has one; a copy that somebody uploads elsewhere is none."""
    return {str(table.owner_org): table for table in reversed(sources.feed_tables(INDICATOR))}


def publish(owner: str, path: Path) -> dict[str, Any]:
    """Publish the computed file through the path of every upload; raises what `publish_file` raises."""
    return publish_file(path, dataset=_ensure_dataset(owner), profile=INDICATOR, name=RESOURCE_NAME)


def withdraw(owner: str) -> bool:
    """Remove the published indicator of an owner; False when there was none."""
    shown = published(owner)
    if shown is None:
        return False
    tk.get_action("resource_delete")(as_the_portal(), {"id": shown.resource_id})
    return True


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
        "notes": f"{FORMULA['fr']}\n\nCalculé par le portail à chaque publication des tables dont il dépend.",
        "owner_org": organization.id,
        "theme": "ENER",
        "license_id": "etalab-2.0",
        "feed": "true",
        "private": False,
    }
