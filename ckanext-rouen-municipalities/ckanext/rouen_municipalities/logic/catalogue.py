"""What CKAN asks about datasets: facets, terms to index, which types a search shows."""

from __future__ import annotations

from typing import Any


def facets() -> dict[str, str]:
    """Solr field and title of each facet, in order."""
    return {}


def index_terms(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """The document to index, with `vocab_theme` and `vocab_communes` as lists."""
    return pkg_dict


def hide_other_types(search_params: dict[str, Any]) -> dict[str, Any]:
    """The search limited to datasets unless it names a type itself."""
    return search_params
