"""What the app shows at one place and time, drawn from the public API alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .. import config
from ..core.release import Damaged
from ..core.tile.instants import read_written, written
from ..serving import parameters
from ..serving.problems import Problem
from ..serving.resolved import fits, resolve, visible
from . import public_api
from .look import Look, look
from .vocabulary import vocabulary

ROUEN = "76540"

Entry = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where, in which language, with which app and when somebody looks; `moment` is None for now."""

    commune: str
    language: str
    app: str | None = None
    moment: datetime | None = None


@dataclass(frozen=True)
class Preview:
    """The tiles of a commune at an instant and, of the one that is opened, what is drawn of the data.

    `query` is what was asked of `/tiles`; None when the tiles are those of another day. `kept` tells whether the data
    are of that day: of days that are over only definitions are kept.
    """

    number: int
    sha256: str
    created_at: str
    tiles: list[Entry]
    opened: Entry | None = None
    look: Look = field(default_factory=Look)
    stale: bool = False
    query: str | None = None
    kept: bool = True


def preview(place: Place, tile_id: str | None, chosen: Mapping[str, str] | None = None) -> Preview | None:
    """What is shown there, with what was chosen in the filters; None when nothing is served or it cannot be read."""
    release = _release(place.moment)
    if release is None:
        return None
    address, document = release
    query = None
    if place.moment is None:
        asked = {"commune": place.commune, "lang": place.language, "app": place.app}
        tiles = (public_api.get("/tiles", **asked) or {}).get("tiles", [])
        query = public_api.query_of(**asked)
    else:
        tiles = _at(document, place, place.moment)
    opened = next((tile for tile in tiles if tile["id"] == tile_id), None)
    data = _data(opened, place)
    return Preview(
        number=document["number"],
        sha256=address.rpartition("/")[2],
        created_at=document["created_at"],
        tiles=tiles,
        opened=opened,
        look=look(opened, data, chosen or {}),
        stale=is_stale(data),
        query=query,
        kept=place.moment is None or place.moment >= now(),
    )


def communes() -> dict[str, str]:
    """The communes by INSEE code."""
    return dict(vocabulary().communes)


def is_app(name: str) -> bool:
    """Whether this is the name of an app with its version, as the API reads it."""
    try:
        return parameters.app(name) is not None
    except Problem:
        return False


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def written_now() -> str:
    """This instant as the app reads it."""
    return written(now())


def is_stale(data: Entry | None) -> bool:
    """Whether the app shows the age of these data."""
    until = (data or {}).get("stale_after")
    return bool(until and read_written(until) < now())


def stored_data(tile_id: str, version: str | None, commune: str, language: str) -> Entry | None:
    """Data that were built and need not be served; None when there are none."""
    if version is None:
        return None
    try:
        found: Entry = json.loads(config.folder().data(tile_id, version, commune, language)[""])
    except Damaged:
        return None
    return found


def _release(moment: datetime | None) -> tuple[str, Entry] | None:
    """The address and the document of the release that was served at an instant; of the present one from now on."""
    if moment is None or moment >= now():
        manifest = public_api.get("/manifest")
        address = manifest and manifest["release"]
    else:
        found = (public_api.get("/releases", at=written(moment)) or {}).get("releases")
        address = found[0]["release"] if found else None
    document = public_api.get(f"/{address}") if address else None
    return (address, document) if document else None


def _at(release: Entry, place: Place, moment: datetime) -> list[Entry]:
    instant = written(moment)
    app = parameters.app(place.app) if place.app else None
    return [
        resolve(tile, place.commune, place.language, instant, fitting=fits(tile, app))
        for tile in visible(release["tiles"], place.commune, instant)
        if fits(tile, app) or tile["fallback"]
    ]


def _data(opened: Entry | None, place: Place) -> Entry | None:
    if not opened or not opened["data"]:
        return None
    found: Entry | None = public_api.get(f"/tiles/{opened['id']}/data", commune=place.commune, lang=place.language)
    return found
