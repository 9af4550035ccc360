"""The use cases that anyone can see, from SQL: Solr is not asked."""

from __future__ import annotations

from typing import Any

from ckanext.rouen_municipalities.store.kpi.catalogue import PublicPackage, public_packages

PACKAGE_TYPE = "use-case"
FIELDS = ("question", "users", "flows", "status", "result")


def public_use_cases(connection: Any) -> list[PublicPackage]:
    """Every public use case, by id."""
    return public_packages(connection, PACKAGE_TYPE, FIELDS)
