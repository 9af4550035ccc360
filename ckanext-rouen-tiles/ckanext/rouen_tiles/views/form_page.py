"""The page of the form: what each field holds, and the choices that it offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ..core.content.kinds import KINDS
from ..core.tile import form as fields
from ..core.tile import form_sources
from ..core.tile.form_rows import MAPPED
from ..core.tile.mapping import NAMED, default
from ..logic import drafting
from ..logic import preview as previews
from ..logic.vocabulary import vocabulary
from .blueprint import may

Document = dict[str, Any]

#: Empty rows offered below those that are filled in.
_MORE_ROWS = {"view.filters": 1, "view.fields": 2, "view.metrics": 2, "view.legend": 1, "view.blocks": 2}
_LIMITS = {
    "title": 30, "summary": 90, "a11y.label": 120, "a11y.hint": 200, "view.empty": 90, "notice.text": 200,
    "action.label": 40, "fallback.label": 40,
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A document in the form; `revision` is the one that it follows, 0 for a new tile."""

    document: Document
    organizations: list[dict[str, Any]] = field(default_factory=list)
    tile_id: str = ""
    revision: int = 0


@dataclass(frozen=True)
class SourceFields:
    """One source in the form: the table that it is bound to, and what its columns may give."""

    prefix: str
    choice: Any
    columns: drafting.Columns
    shapes: Mapping[str, str]
    known: Mapping[str, Any]


def render(
    shown: Shown,
    *,
    errors: Mapping[str, Any] | None = None,
    draft: drafting.Draft | None = None,
    where: str = previews.ROUEN,
    other: Mapping[str, Any] | None = None,
) -> str:
    """The form, with what is wrong, what the app would show, or what somebody else saved meanwhile."""
    kind = str(shown.document.get("kind") or "")
    known = KINDS.get(kind)
    words = vocabulary()
    page = {
        "tile_id": shown.tile_id,
        "revision": shown.revision,
        "document": shown.document,
        "kind": kind,
        "has_data": bool(known and known.has_data),
        "has_calendar": bool(known and known.ics),
        "values": fields.values(shown.document),
        "rows": _rows(shown.document),
        "named": [name for name, part in MAPPED.items() if known and known.keys.get(part) == NAMED],
        "limits": _LIMITS,
        "several": form_sources.SEVERAL,
        "sources": _sources(shown.document, kind) if known and known.has_data else [],
        "choices": _tables(shown),
        "organizations": shown.organizations,
        "categories": words.categories,
        "departments": words.departments,
        "icons": sorted(words.icons),
        "communes": previews.communes(),
        "not_shown": fields.not_shown(shown.document),
        "errors": errors or {},
        "draft": draft,
        "where": where,
        "other": other,
        "may_publish": bool(shown.tile_id) and may("rouen_tile_approve", id=shown.tile_id),
    }
    return tk.render("tiles/form.html", page)


def _rows(document: Document) -> dict[str, list[dict[str, str]]]:
    """The rows of each list, with empty ones to fill in."""
    values = fields.values(document)
    names = [f"view.{name}" for name in MAPPED] + ["view.legend", "view.blocks", "attribution"]
    return {name: [*values[name], *({} for _ in range(_MORE_ROWS.get(name, 1)))] for name in names}


def _sources(document: Document, kind: str) -> list[SourceFields]:
    """The sources, and room for the first, or for one more when that is asked for."""
    held = list(document.get("sources") or [{}])
    if tk.request.form.get("do") == "add" and held[-1]:
        held.append({})
    found = []
    for index, source in enumerate(held):
        resource = str(source.get("resource") or "")
        found.append(
            SourceFields(
                prefix=f"sources[{index}]",
                choice=drafting.table(resource) if resource else None,
                columns=drafting.columns(resource) if resource else drafting.Columns(),
                shapes=form_sources.columns_of(kind),
                known=default(source.get("profile"), kind),
            )
        )
    return found


def _tables(shown: Shown) -> list[Any]:
    """The tables to choose from, by the words of the search."""
    names = [organization["name"] for organization in shown.organizations]
    return drafting.tables(str(tk.request.form.get("chercher", "")), names)
