"""Why a dataset was found: the words of it that matched, marked, with the place where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ckan.plugins.toolkit as tk
from markupsafe import Markup, escape

from ...core.searching import asks_for_fields, plain
from ...store import index
from .asking import FIELDS, PARSER


@dataclass(frozen=True)
class Reason:
    """A place where words of the query stand, and the text around them as HTML with `<mark>`."""

    place: str
    text: Markup


def reasons(query: str, dataset_ids: Iterable[str]) -> dict[str, list[Reason]]:
    """By dataset, where the words of the query were found; one question to Solr for all of a page."""
    if not query.strip() or asks_for_fields(query):
        return {}
    found = index.highlights(plain(query), {"defType": PARSER, "qf": FIELDS}, dataset_ids)
    return {dataset_id: _reasons(fields) for dataset_id, fields in found.items()}


def _reasons(fields: dict[str, list[str]]) -> list[Reason]:
    """The places in the order of their weight."""
    return [Reason(name, _marked(fields[field])) for field, name in _places().items() if fields.get(field)]


def _places() -> dict[str, str]:
    return {
        "title": tk._("titre"),
        "extras_rouen_keywords": tk._("mots-clés"),
        "notes": tk._("description"),
        "extras_rouen_places": tk._("lieux et organisation"),
        "extras_rouen_themes": tk._("thèmes"),
        "extras_rouen_files": tk._("fichiers"),
    }


def _marked(snippets: list[str]) -> Markup:
    text = str(escape(" … ".join(snippets)))
    return Markup(text.replace(index.MARK, "<mark>").replace(index.UNMARK, "</mark>"))  # noqa: S704 (escaped above)
