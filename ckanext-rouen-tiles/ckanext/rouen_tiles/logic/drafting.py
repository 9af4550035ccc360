"""What helps to write a tile: the tables to choose from, what one proposes, what the app would show."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ..core.health import Health
from ..core.messages import LANGUAGES, Issue, Refused
from ..core.release.app_view import app_view
from ..core.tile import Tile, proposal, read_tile
from ..core.tile.proposal import Table
from ..serving.resolved import resolve
from ..store import choosing
from ..store.choosing import Choice
from . import health, preview
from .look import Look, look
from .vocabulary import vocabulary

Document = dict[str, Any]

#: Tables offered at once: who does not find theirs says a word of its title.
MOST_TABLES = 60
_ROWS = 3


@dataclass(frozen=True)
class Columns:
    """The columns of a source, in order, with what stands in its first rows."""

    names: tuple[str, ...] = ()
    examples: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A draft as the app would show it in one commune, or what is wrong with it."""

    tile: dict[str, Any] | None = None
    look: Look = field(default_factory=Look)
    health: Health | None = None
    items: int = 0
    communes: int = 0
    issues: tuple[Issue, ...] = ()


def tables(words: str, organizations: list[str]) -> list[Choice]:
    """Tables to choose from, the organisations' own first."""
    return choosing.choices(model.Session, words, organizations, MOST_TABLES)


def table(resource: str) -> Choice | None:
    """A table, as the caller may see it."""
    return choosing.choice(model.Session, resource)


def columns(resource: str) -> Columns:
    """The columns of a table that the caller may read; none of a feed or of what is private to them."""
    try:
        found = tk.get_action("datastore_search")({}, {"resource_id": resource, "limit": _ROWS})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return Columns()
    names = tuple(item["id"] for item in found["fields"] if item["id"] != "_id")
    return Columns(names, {name: _example(found["records"], name) for name in names})


def proposed(document: Document, choice: Choice) -> Document:
    """A new document with what the table proposes."""
    return proposal.proposed(document, _as_table(choice))


def with_tables(document: Document, before: Document) -> Document:
    """The document whose sources have the profile and columns of a table newly chosen."""
    made, old = copy.deepcopy(document), before.get("sources") or []
    for index, source in enumerate(made.get("sources") or []):
        known = old[index].get("resource") if index < len(old) else None
        if source.get("resource") == known:
            continue
        choice = choosing.choice(model.Session, str(source.get("resource")))
        if choice is None:
            continue
        fresh = proposal.source(str(made.get("kind")), _as_table(choice))
        if index:
            fresh = {name: fresh[name] for name in ("resource", "profile") if name in fresh}
        kept = {name: source[name] for name in ("role", "freshness", "upstream") if name in source}
        made["sources"][index] = {"resource": choice.resource, **kept, **fresh}
    return made


def shown(document: Document, commune: str, language: str, chosen: Mapping[str, str] | None = None) -> Draft:
    """What the app would show of a document in a commune now; nothing is served by this."""
    try:
        tile = read_tile(document, vocabulary())
    except Refused as refused:
        return Draft(issues=refused.issues)
    if not _may_read(tile):
        return Draft(issues=(Issue("source-not-public", "sources", {"source": "source"}),))
    check = health.examine(tile, 0)
    view = app_view(tile, 0, check.health, check.content.coverage, list(vocabulary().communes))
    resolved = resolve(view, commune, language, preview.written_now(), fitting=True)
    data = preview.stored_data(tile.id, check.content.version, commune, language)
    return Draft(
        tile=resolved,
        look=look(resolved, data, chosen or {}),
        health=check.health,
        items=check.content.items,
        communes=len(check.content.coverage),
    )


def titles(document: Document) -> dict[str, str]:
    """The title of a document in each language that has one."""
    title = document.get("title")
    return {name: str(title[name]) for name in LANGUAGES if isinstance(title, dict) and title.get(name)}


def _may_read(tile: Tile) -> bool:
    """Whether the caller may read every source: a draft must not show somebody else's private rows."""
    try:
        for source in tile.sources:
            tk.get_action("resource_show")({}, {"id": source.resource})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return False
    return True


def _as_table(choice: Choice) -> Table:
    return Table(
        resource=choice.resource,
        title=choice.title,
        notes=choice.notes,
        organization=choice.organization,
        licence=choice.licence,
        url=tk.url_for("dataset.read", id=choice.dataset, qualified=True, locale="default"),
        profile=choice.profile,
        columns=columns(choice.resource).names,
    )


def _example(records: list[dict[str, Any]], name: str) -> str:
    return next((str(row[name]) for row in records if row.get(name) not in (None, "")), "")
