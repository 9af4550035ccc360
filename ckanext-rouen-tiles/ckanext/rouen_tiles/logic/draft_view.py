"""The tiles as they would be seen if the newest revisions were approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from ckan import model

from .. import config
from ..core.health import NEVER_CHECKED
from ..core.messages import Refused
from ..core.release import Damaged
from ..core.release.app_view import app_view
from ..core.tile import read_tile
from ..core.tile.instants import instant, written
from ..serving import parameters
from ..serving.problems import bad_request
from ..serving.resolved import fits, next_change, resolve, visible
from ..store import health as checks
from ..store import tile as tiles
from ..store.health import Check
from ..store.tile import Revision
from .vocabulary import vocabulary

Entry = dict[str, Any]

_KNOWN = ("commune", "lang", "app", "at")


def resolved(query: str, may_write: Callable[[str], bool]) -> Entry:
    """As `GET /tiles`, with the drafts that the caller may write, at any instant. Raises Problem."""
    asked = parameters.read(query, _KNOWN)
    communes = vocabulary().communes
    commune = parameters.commune(asked["commune"], communes) if "commune" in asked else None
    language, app = parameters.language(asked.get("lang")), parameters.app(asked.get("app"))
    moment = _moment(asked)
    number, entries = _entries(may_write)
    shown = [(tile, fits(tile, app)) for tile in visible(entries, commune, moment)]
    return {
        "schema": "1.0",
        "number": number,
        "commune": commune,
        "lang": language,
        "next_change_at": next_change(entries, moment),
        "tiles": [
            resolve(tile, commune, language, moment, fitting=fitting)
            for tile, fitting in shown
            if fitting or tile["fallback"]
        ],
    }


def _moment(asked: Mapping[str, str]) -> str:
    try:
        return written(instant(asked["at"]) if "at" in asked else datetime.now(UTC))
    except Refused:
        raise bad_request(
            "at", "at is an instant such as 2026-11-22T08:00:00Z.", "at est un instant comme 2026-11-22T08:00:00Z."
        ) from None


def _entries(may_write: Callable[[str], bool]) -> tuple[int, list[Entry]]:
    """What is served, with the newest revision in place of the approved one; in order of rank."""
    served = _served()
    found = {tile["id"]: tile for tile in served[1]} if served else {}
    lives, last = tiles.lives(model.Session), checks.last(model.Session)
    for revision in tiles.all_latest(model.Session):
        life = lives[revision.tile_id]
        if life.live != revision.revision and life.state != "gone" and may_write(revision.tile_id):
            entry = _entry(revision, last.get(revision.tile_id), found.get(revision.tile_id))
            if entry:
                found[revision.tile_id] = entry
    ordered = sorted(found.values(), key=lambda tile: (tile["rank"], tile["id"]))
    return (served[0] if served else 0), ordered


def _entry(revision: Revision, last: Check | None, served: Entry | None) -> Entry | None:
    """A draft as the app would read it; its data are those that are served, if any."""
    try:
        tile = read_tile(revision.document, vocabulary())
    except Refused:
        return None
    communes = list(vocabulary().communes)
    covered = last.content.coverage if last and last.content.version else communes
    health = last.health if last and last.revision == revision.revision else NEVER_CHECKED
    entry = app_view(tile, revision.revision, health, covered, communes)
    return {**entry, "data": entry["data"] if served and served["data"] else None}


def _served() -> tuple[int, list[Entry]] | None:
    try:
        found = config.folder().current()
    except Damaged:
        return None
    return (found[1].number, found[1].tiles) if found else None
