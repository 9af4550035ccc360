"""Actions on tiles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.health import NOT_PUBLIC
from ...core.messages import Refused, refuse
from ...store import tile as tiles
from .. import showing
from .. import tile as life
from ..language import as_validation_errors

__all__ = [
    "rouen_tile_approve",
    "rouen_tile_create",
    "rouen_tile_history",
    "rouen_tile_list",
    "rouen_tile_retire",
    "rouen_tile_show",
    "rouen_tile_submit",
    "rouen_tile_update",
    "rouen_tile_withdraw",
]

Context = dict[str, Any]
Data = dict[str, Any]


@tk.side_effect_free
def rouen_tile_list(context: Context, data_dict: Data) -> list[Data]:
    """The tiles: those that the app shows, those withdrawn or gone, and to their editors those never published.

    :returns: for each ``id``, ``state`` (``draft``, ``review``, ``published``, ``withdrawn``, ``gone``), ``served``,
      ``title``, ``department``, ``category``, ``kind``, ``icon``, ``revision`` (the approved one), ``health``,
      ``coverage``, ``audience`` and, when it is not served, ``reason`` and ``since``

    Anybody may call it.
    """
    tk.check_access("rouen_tile_list", context, data_dict)
    return showing.entries(may_see_drafts(context), may_read_sources(context))


@tk.side_effect_free
def rouen_tile_show(context: Context, data_dict: Data) -> Data:
    """One tile.

    :param id: the id of the tile
    :returns: as ``rouen_tile_list``, with ``definition`` (the tile as the app reads it, None when not served),
      ``checked_at``, ``observed_at``, and to its editors ``latest`` with ``revision``, ``document`` and ``waiting``

    Anybody may call it. Raises ObjectNotFound when there is no such tile or it was never published.
    """
    tk.check_access("rouen_tile_show", context, data_dict)
    tile_id = tk.get_or_bust(data_dict, "id")
    found = showing.entry(tile_id, may_see_drafts(context), may_read_sources(context))
    if found is None:
        raise tk.ObjectNotFound(tk._("Tuile inconnue : %(id)s") % {"id": tile_id})
    return found


def rouen_tile_create(context: Context, data_dict: Data) -> Data:
    """Write a new tile; it is a draft until it is approved.

    :param document: the tile as a mapping, or
    :param yaml: the tile as YAML, whose sources may be named ``{dataset: …, name: …}``
    :returns: ``id``, ``revision``, ``document``

    Editors of the organisation named in ``owner.organization``. Raises ValidationError.
    """
    with as_validation_errors():
        document = _document(data_dict)
        tk.check_access("rouen_tile_create", context, {**data_dict, "organization": _organization(document)})
        return _saved(life.create(document, author_of(context)))


def rouen_tile_update(context: Context, data_dict: Data) -> Data:
    """Save a new revision of a tile; what the app sees stays the approved one.

    :param id: the id of the tile
    :param revision: the revision that this one follows; when it is no longer the newest, nothing is saved
    :param document: the whole tile, or
    :param yaml: the same as YAML
    :returns: ``id``, ``revision``, ``document``

    Editors of the owning organisation and of the one that the document names; a live tile is owned by that of its
    approved revision, and a draft changes nothing of that. Raises ValidationError, ObjectNotFound.
    """
    tk.check_access("rouen_tile_update", context, data_dict)
    tile_id, revision = id_and_revision(data_dict)
    with as_validation_errors(), known():
        document = _document(data_dict)
        tk.check_access("rouen_tile_update", context, {**data_dict, "organization": _organization(document)})
        return _saved(life.update(tile_id, document, revision, author_of(context)))


def rouen_tile_submit(context: Context, data_dict: Data) -> Data:
    """Ask for approval of the newest revision.

    :param id: the id of the tile
    :param revision: the newest revision
    :returns: as ``rouen_tile_show``

    Editors of the owning organisation. Raises ValidationError, ObjectNotFound.
    """
    tk.check_access("rouen_tile_submit", context, data_dict)
    tile_id, revision = id_and_revision(data_dict)
    with as_validation_errors(), known():
        life.submit(tile_id, revision, author_of(context))
    return rouen_tile_show(context, {"id": tile_id})


def rouen_tile_approve(context: Context, data_dict: Data) -> Data:
    """Publish the revision that waits; refused while a source is private, deleted or failing.

    :param id: the id of the tile
    :param revision: the revision that was reviewed
    :returns: as ``rouen_tile_show``

    Administrators of the owning organisation, and of the new one when the revision moves a live tile. Raises
    ValidationError, ObjectNotFound.
    """
    tile_id, revision = id_and_revision(data_dict)
    tk.check_access("rouen_tile_approve", context, {"id": tile_id, "revision": revision})
    with as_validation_errors(), known(), without_private_names(context, tile_id):
        life.approve(tile_id, revision, author_of(context))
    return rouen_tile_show(context, {"id": tile_id})


def rouen_tile_withdraw(context: Context, data_dict: Data) -> Data:
    """Take a tile out of the app at once; it comes back by submitting and approving it again.

    :param id: the id of the tile
    :param reason: why, for everybody to read
    :returns: as ``rouen_tile_show``

    Administrators of the owning organisation. Raises ValidationError, ObjectNotFound.
    """
    tk.check_access("rouen_tile_withdraw", context, data_dict)
    with as_validation_errors(), known():
        life.withdraw(tk.get_or_bust(data_dict, "id"), reason_of(data_dict), author_of(context))
    return rouen_tile_show(context, {"id": data_dict["id"]})


def rouen_tile_retire(context: Context, data_dict: Data) -> Data:
    """End a tile for ever; its id is never used again.

    :param id: the id of the tile
    :param reason: why, for everybody to read
    :param successor: the id of the tile that replaces it (optional)
    :returns: as ``rouen_tile_show``

    Administrators of the owning organisation. Raises ValidationError, ObjectNotFound.
    """
    tk.check_access("rouen_tile_retire", context, data_dict)
    tile_id, successor = tk.get_or_bust(data_dict, "id"), data_dict.get("successor")
    with as_validation_errors(), known():
        life.retire(tile_id, reason_of(data_dict), str(successor) if successor else None, author_of(context))
    return rouen_tile_show(context, {"id": tile_id})


@tk.side_effect_free
def rouen_tile_history(context: Context, data_dict: Data) -> list[Data]:
    """What was done to a tile, oldest first.

    :param id: the id of the tile
    :returns: for each ``kind``, ``revision``, ``at``, ``author``, ``reason``, ``successor``

    Editors of the owning organisation. Raises ObjectNotFound.
    """
    tk.check_access("rouen_tile_history", context, data_dict)
    recorded = tiles.history(model.Session, tk.get_or_bust(data_dict, "id"))
    if not recorded:
        raise tk.ObjectNotFound(tk._("Tuile inconnue : %(id)s") % {"id": data_dict["id"]})
    return [{**vars(item.event), "at": item.event.at.isoformat(), "author": item.author} for item in recorded]


@contextmanager
def known() -> Iterator[None]:
    """Turn an unknown tile or revision into CKAN's ObjectNotFound."""
    try:
        yield
    except life.UnknownTile as unknown:
        raise tk.ObjectNotFound(tk._("Tuile inconnue : %(id)s") % {"id": str(unknown)}) from unknown


@contextmanager
def without_private_names(context: Context, tile_id: str) -> Iterator[None]:
    """Keep the title of a private source out of a refusal when the caller may not read that source."""
    try:
        yield
    except Refused as refused:
        revision = tiles.latest(model.Session, tile_id)
        if revision and all(map(may_read_sources(context), showing.resources_of(revision))):
            raise
        hidden = {"source": "source"}
        raise Refused(
            replace(issue, params={**issue.params, **hidden}) if issue.code == NOT_PUBLIC else issue
            for issue in refused.issues
        ) from None


def _document(data_dict: Data) -> Any:
    if "yaml" in data_dict:
        return life.read_yaml(str(data_dict["yaml"]))
    if "document" not in data_dict:
        raise refuse("required", "document")
    return data_dict["document"]


def _organization(document: Any) -> str | None:
    owner = document.get("owner") if isinstance(document, dict) else None
    name = owner.get("organization") if isinstance(owner, dict) else None
    return tiles.organization_id(model.Session, name) if isinstance(name, str) else None


def id_and_revision(data_dict: Data) -> tuple[str, int]:
    """The tile and the revision that are asked for. Raises ValidationError."""
    tile_id, revision = tk.get_or_bust(data_dict, ["id", "revision"])
    try:
        return str(tile_id), int(revision)
    except (TypeError, ValueError):
        raise tk.ValidationError({"revision": [tk._("Un nombre entier est attendu.")]}) from None


def reason_of(data_dict: Data) -> str:
    """The reason that is given. Raises ValidationError."""
    reason = str(data_dict.get("reason") or "").strip()
    if not reason:
        raise tk.ValidationError({"reason": [tk._("Un motif est attendu.")]})
    return reason


def author_of(context: Context) -> str:
    """The name of the caller."""
    return str(context["user"])


def _saved(revision: Any) -> Data:
    return {"id": revision.tile_id, "revision": revision.revision, "document": revision.document}


def may_see_drafts(context: Context) -> Any:
    """Whether the caller may write the tile of this id."""

    def may(tile_id: str) -> bool:
        try:
            tk.check_access("rouen_tile_update", {"user": context.get("user"), "model": model}, {"id": tile_id})
        except tk.NotAuthorized:
            return False
        return True

    return may


def may_read_sources(context: Context) -> Any:
    """Whether the caller may read the resource of this id."""

    def may(resource_id: str) -> bool:
        try:
            tk.check_access("resource_show", {"user": context.get("user"), "model": model}, {"id": resource_id})
        except (tk.NotAuthorized, tk.ObjectNotFound):
            return False
        return True

    return may
