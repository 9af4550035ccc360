"""How a dataset is cited: who, when, what, where, under which licence, and the hash of each table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ..core.display import format_date
from ..logic.clock import today
from ..logic.language import language
from ..store.freshness import freshness_of


def rouen_citation(package: Mapping[str, Any]) -> str:
    """The citation of a dataset, to be copied: its parts are those that a reader needs to find the same data again."""
    fresh = freshness_of(model.Session, today(), [package["id"]]).get(package["id"])
    day = fresh.last_data if fresh else None
    address = tk.url_for("dataset.read", id=package["name"], qualified=True, locale="default")
    parts = [
        f"{_owner(package)} ({day.year})." if day else f"{_owner(package)}.",
        tk._("%(title)s [jeu de données].") % {"title": package.get("title") or package["name"]},
        tk._("Données du %(date)s.") % {"date": format_date(day, language())} if day else "",
        f"{package['license_title']}." if package.get("license_title") else "",
        str(address),
        *_hashes(package),
    ]
    return " ".join(part for part in parts if part)


def _owner(package: Mapping[str, Any]) -> str:
    organization = package.get("organization") or {}
    return str(organization.get("title") or organization.get("name") or tk.config["ckan.site_title"])


def _hashes(package: Mapping[str, Any]) -> list[str]:
    """The hash of the file when there is one alone: of several, each is on its own page."""
    hashes = [resource["hash"] for resource in package.get("resources", ()) if resource.get("hash")]
    return [f"SHA-256 {hashes[0]}"] if len(hashes) == 1 else []
