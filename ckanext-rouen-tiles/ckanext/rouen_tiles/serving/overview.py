"""What is told of the tiles as a whole: communes, coverage, health, indicators."""

from __future__ import annotations

import json
from typing import Any

from ..core.messages import LANGUAGES
from .answers import AS_MANIFEST, Answer, built
from .asked import Asked
from .problems import unreadable
from .snapshot import Snapshot

Entry = dict[str, Any]


def communes(asked: Asked) -> Answer:
    """The communes, with how many tiles are served in each."""
    return asked.snapshot.kept.get("communes", lambda: built(_communes(asked.snapshot), AS_MANIFEST))


def coverage(asked: Asked) -> Answer:
    """Declared audience, computed coverage and the scope served, for each tile."""
    return asked.snapshot.kept.get("coverage", lambda: built(_coverage(asked.snapshot), AS_MANIFEST))


def health(asked: Asked) -> Answer:
    """How the data of each tile served are, by the last check."""
    changed, last = _told(asked.snapshot, "health.json")
    since, guarded = _told(asked.snapshot, "held.json")
    held = [name for name in guarded.get("held", []) if name in asked.snapshot.tiles]
    found = {**_health(asked.snapshot, last), "held": held}
    return asked.snapshot.kept.get(("health", changed, since), lambda: built(found, AS_MANIFEST))


def kpis(asked: Asked) -> Answer:
    """The indicators of the app, as they were last computed."""
    changed, last = _told(asked.snapshot, "kpis.json")
    if not last:
        raise unreadable("kpis")
    found = {"number": asked.snapshot.state.number, **last}
    return asked.snapshot.kept.get(("kpis", changed), lambda: built(found, AS_MANIFEST))


def _communes(snapshot: Snapshot) -> Entry:
    served = [set(tile["served"]["insee"]) for tile in snapshot.tiles.values()]
    found = [
        {"insee": insee, "name": name, "tiles": sum(insee in scope for scope in served)}
        for insee, name in sorted(snapshot.state.communes.items())
    ]
    return {"number": snapshot.state.number, "communes": found}


def _coverage(snapshot: Snapshot) -> Entry:
    names = ("id", "audience", "coverage", "served")
    found = [{name: tile[name] for name in names} for tile in snapshot.release.tiles]
    return {"number": snapshot.state.number, "tiles": found}


def _health(snapshot: Snapshot, last: Entry) -> Entry:
    """What the check says of tiles that are served; a tile that it does not know has the health of the release."""
    checked: Entry = {entry["id"]: entry for entry in last.get("tiles", [])}
    found = [checked.get(name) or _unchecked(name, tile) for name, tile in snapshot.tiles.items()]
    return {"number": snapshot.state.number, "checked_at": last.get("checked_at"), "tiles": found}


def _unchecked(name: str, tile: Entry) -> Entry:
    reasons = [{"code": code, "text": dict.fromkeys(LANGUAGES, code)} for code in tile["health"]["reasons"]]
    return {"id": name, "state": tile["health"]["state"], "reasons": reasons, "checked_at": None, "observed_at": None}


def _told(snapshot: Snapshot, name: str) -> tuple[int, Entry]:
    found = snapshot.folder.told(name)
    try:
        return (found[0], json.loads(found[1])) if found else (0, {})
    except ValueError:
        return (0, {})
