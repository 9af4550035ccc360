"""What the index says beyond the results that CKAN takes from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import make_connection

#: Around words that matched; characters of private use, which no text of a dataset has.
MARK, UNMARK = "\ue000", "\ue001"
#: How much of a field is quoted around a match, in characters.
QUOTED = 160
_FIELDS = "title,notes,extras_rouen_keywords,extras_rouen_places,extras_rouen_themes,extras_rouen_files"
#: No portal of a métropole has more; Solr wants a number.
_ALL = 1_000_000


def highlights(query: str, ranking: dict[str, str], dataset_ids: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """By dataset and field, the pieces of text in which words of a query stand, between MARK and UNMARK.

    `ranking` is how the query was read when it found the datasets.
    """
    ids = [identifier.replace('"', "") for identifier in dataset_ids]
    if not ids:
        return {}
    asked = {**ranking, "q.op": "AND", "rows": len(ids), "fl": "id,index_id"}
    shown = {
        "hl": "true",
        "hl.fl": _FIELDS,
        "hl.method": "original",
        "hl.fragsize": QUOTED,
        "hl.snippets": 1,
        "hl.simple.pre": MARK,
        "hl.simple.post": UNMARK,
    }
    answer = _ask(query, {**asked, **shown, "fq": [_site(), f"id:({' OR '.join(map(_quoted, ids))})"]})
    return {found["id"]: answer.highlighting.get(found["index_id"], {}) for found in answer.docs}


def spellings(query: str) -> dict[str, str]:
    """By word of a query that no public dataset has, the most alike that one has."""
    answer = _ask(query, {"spellcheck.q": query}, handler="spelling")
    listed = answer.spellcheck.get("suggestions") or []
    return {
        wrong.casefold(): _first(found["suggestion"]) for wrong, found in zip(listed[::2], listed[1::2], strict=True)
    }


def freshness() -> dict[str, str]:
    """What is indexed of the freshness of each dataset, by its id."""
    documents = _ask("*:*", {"fq": [_site(), "dataset_type:dataset"], "fl": "id,vocab_freshness", "rows": _ALL}).docs
    return {document["id"]: _first(document.get("vocab_freshness") or [""]) for document in documents}


def _ask(query: str, parameters: dict[str, Any], handler: str = "select") -> Any:
    return make_connection(decode_dates=False).search(query, search_handler=handler, **parameters)


def _first(values: list[Any]) -> str:
    value = values[0]
    return str(value["word"] if isinstance(value, dict) else value)


def _site() -> str:
    return f"+site_id:{_quoted(tk.config['ckan.site_id'])}"


def _quoted(text: str) -> str:
    return f'"{text}"'
