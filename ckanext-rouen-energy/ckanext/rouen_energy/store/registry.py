"""The data flows that anyone can see, from SQL: Solr is not asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ckanext.rouen_municipalities.store.kpi.catalogue import public_packages

from ..core.registry import DESCRIBING_FIELDS

PACKAGE_TYPE = "data-flow"
FIELDS = (*DESCRIBING_FIELDS, "last_received")


@dataclass(frozen=True)
class Flow:
    """A public data flow; `fields` are those of its form."""

    id: str
    name: str
    title: str
    modified: datetime
    organization: str | None
    fields: dict[str, str | None]


def public_flows(connection: Any) -> list[Flow]:
    """Every public flow, by title."""
    found = [
        Flow(package.id, package.name, package.title, package.modified, package.owner_org, dict(package.fields))
        for package in public_packages(connection, PACKAGE_TYPE, FIELDS)
    ]
    return sorted(found, key=lambda flow: flow.title)
