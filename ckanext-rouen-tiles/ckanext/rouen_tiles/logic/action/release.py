"""Actions on releases: what the app was given, and going back to it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.messages import Refused
from ...core.release import Release
from ...core.release.changes import fields_changed
from ...core.release.history import entry_of
from ...core.tile.instants import instant, written
from ...store import release as releases
from .. import release as releasing
from .. import rollback

__all__ = [
    "rouen_tile_release_create",
    "rouen_tile_release_diff",
    "rouen_tile_release_list",
    "rouen_tile_release_rollback",
    "rouen_tile_release_show",
]

Context = dict[str, Any]
Data = dict[str, Any]

_MOST, _USUAL = 100, 20


@tk.side_effect_free
def rouen_tile_release_list(context: Context, data_dict: Data) -> Data:
    """Releases, newest first, or the one that the app was given at an instant.

    :param before: only releases with a smaller number (optional)
    :param limit: at most so many, 100 at most (optional, 20 by default)
    :param at: an instant (2026-11-22T08:00) or a day in Paris (2026-11-22), at its end: the release of then (optional)
    :returns: ``number`` (of the newest), ``held`` (ids of tiles that the guard holds) and ``releases``, each with
      ``number``, ``sha256``, ``created_at``, ``previous``, ``reason``, ``bytes``, ``counts`` (``tiles``,
      ``tombstones``), ``release`` (its relative link in the tiles' API)

    Anybody may call it. Raises ValidationError.
    """
    tk.check_access("rouen_tile_release_list", context, data_dict)
    newest = releases.newest_number(model.Session)
    if data_dict.get("at"):
        entry = releases.at(model.Session, _moment(str(data_dict["at"])))
        found = [entry] if entry else []
    else:
        before = _number(data_dict, "before", None)
        limit = min(_number(data_dict, "limit", _USUAL) or _USUAL, _MOST)
        found = releases.before(model.Session, before, limit)
    return {"number": newest, "held": releasing.held(), "releases": [entry.shown() for entry in found]}


@tk.side_effect_free
def rouen_tile_release_show(context: Context, data_dict: Data) -> Data:
    """A release as the app was given it.

    :param number: its number
    :returns: as an entry of ``rouen_tile_release_list``, with ``tiles`` and ``tombstones`` of the release

    Anybody may call it. Raises ObjectNotFound, ValidationError.
    """
    tk.check_access("rouen_tile_release_show", context, data_dict)
    found = _release(data_dict, "number")
    return {**entry_of(found).shown(), "tiles": found.tiles, "tombstones": found.tombstones}


@tk.side_effect_free
def rouen_tile_release_diff(context: Context, data_dict: Data) -> Data:
    """What differs between two releases, as people compare them.

    :param from: the number of the one
    :param to: the number of the other
    :returns: ``from`` and ``to`` (as entries of ``rouen_tile_release_list``); ``added`` and ``removed`` (tiles of the
      release that has them, the removed with ``tombstone``); ``changed``, each with ``id``, ``title``, ``fields``
      (names), ``before`` and ``after`` (the values of those fields)

    Anybody may call it. Raises ObjectNotFound, ValidationError.
    """
    tk.check_access("rouen_tile_release_diff", context, data_dict)
    one, other = _release(data_dict, "from"), _release(data_dict, "to")
    old, new = ({tile["id"]: tile for tile in release.tiles} for release in (one, other))
    stones = {entry["id"]: entry for entry in other.tombstones}
    both = [tile_id for tile_id in new if tile_id in old and old[tile_id]["sha256"] != new[tile_id]["sha256"]]
    return {
        "from": entry_of(one).shown(),
        "to": entry_of(other).shown(),
        "added": [tile for tile_id, tile in new.items() if tile_id not in old],
        "removed": [
            {**tile, "tombstone": stones.get(tile_id)} for tile_id, tile in old.items() if tile_id not in new
        ],
        "changed": [_changed(old[tile_id], new[tile_id]) for tile_id in both],
    }


def rouen_tile_release_create(context: Context, data_dict: Data) -> Data:
    """Check every tile and serve what should be served, as the scheduler does each half minute.

    :param accept_held: let go the tiles that the guard holds (optional)
    :returns: ``number``, ``sha256``, ``release`` (its link), ``new`` (whether this made it), ``held``

    Administrators of the Métropole.
    """
    tk.check_access("rouen_tile_release_create", context, data_dict)
    accepted = releasing.held() if tk.asbool(data_dict.get("accept_held", False)) else []
    made = releasing.create(accepted)
    return _released(made)


def rouen_tile_release_rollback(context: Context, data_dict: Data) -> Data:
    """Serve the definitions of an older release as a new one; their health is looked at anew.

    A tile that a person has withdrawn or ended since stays so, one that came later is withdrawn until that is undone by
    going to a release that has it, and one whose source is no longer public stays out. One that another organisation
    owned then is left as it is, unless the caller administers both.

    :param number: the release to go back to
    :param current: the number of the newest release as the caller knows it; another one is a ValidationError (optional)
    :returns: as ``rouen_tile_release_create``, with ``restored`` and ``withdrawn`` (ids), ``left`` (why, by id)

    Administrators of the Métropole. Raises ObjectNotFound, ValidationError.
    """
    tk.check_access("rouen_tile_release_rollback", context, data_dict)
    number, known = _number(data_dict, "number", None), _number(data_dict, "current", None)
    newest = releases.newest_number(model.Session)
    if known is not None and known != newest:
        said = tk._("La version est %(newest)d, pas %(known)d.") % {"newest": newest, "known": known}
        raise tk.ValidationError({"current": [said]})
    try:
        done = rollback.roll_back(number or 0, str(context["user"]))
    except rollback.UnknownRelease as unknown:
        raise tk.ObjectNotFound(tk._("Version inconnue : %(number)s") % {"number": str(unknown)}) from unknown
    shown = _released(done.release)
    made = {"new": shown["number"] > newest, "restored": done.restored}
    return {**shown, **made, "withdrawn": done.withdrawn, "left": done.left}


def _changed(old: Data, new: Data) -> Data:
    fields = fields_changed(old, new)
    return {
        "id": new["id"],
        "title": new["title"],
        "fields": fields,
        "before": {name: old.get(name) for name in fields},
        "after": {name: new.get(name) for name in fields},
    }


def _released(made: Release | None) -> Data:
    found = made or releasing.newest()
    if found is None:
        return {"number": 0, "sha256": None, "release": None, "new": False, "held": []}
    return {
        "number": found.number,
        "sha256": found.sha256,
        "release": f"releases/{found.sha256}",
        "new": made is not None,
        "held": releasing.held(),
    }


def _release(data_dict: Data, name: str) -> Release:
    number = _number(data_dict, name, None)
    found = releases.show(model.Session, number) if number is not None else None
    if found is None:
        raise tk.ObjectNotFound(tk._("Version inconnue : %(number)s") % {"number": str(data_dict.get(name))})
    return found


def _number(data_dict: Data, name: str, usual: int | None) -> int | None:
    value = data_dict.get(name)
    if value is None or value == "":
        return usual
    if not str(value).isdecimal() or not 1 <= int(value) < 1 << 62:
        raise tk.ValidationError({name: [tk._("Un nombre entier est attendu.")]})
    return int(value)


def _moment(text: str) -> str:
    try:
        return written(instant(text if "T" in text else f"{text}T23:59:59"))
    except Refused as refused:
        raise tk.ValidationError({"at": [issue.text() for issue in refused.issues]}) from None
