"""The tiles as one app sees them at one instant: strings in one language, windows applied, links expanded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .parameters import App, version

Entry = dict[str, Any]


def visible(tiles: Iterable[Entry], commune: str | None, moment: str) -> list[Entry]:
    """The tiles served to a commune at an instant (`2026-11-22T08:00:00Z`)."""
    return [
        tile
        for tile in tiles
        if _open(tile["window"], moment) and (commune is None or commune in tile["served"]["insee"])
    ]


def fits(tile: Entry, app: App | None) -> bool:
    """Whether this version of the app can show the tile."""
    least = tile["client"]["min"].get(app.platform) if app else None
    return app is None or least is None or app.version >= version(least)


def resolve(tile: Entry, commune: str | None, language: str, moment: str, *, fitting: bool) -> Entry:
    """The tile as it is shown; one that the app is too old for becomes its fallback."""
    missing: set[str] = set()
    entry = {
        name: _flat(value, language, missing, name)
        for name, value in tile.items()
        if name not in ("window", "client", "sources", "coverage", "served", "on_unhealthy")
    }
    notice = tile["notice"]
    entry["notice"] = entry["notice"] if notice and _open(notice, moment) else None
    if tile["data"] and commune:
        entry["data"] = f"{tile['data']}?commune={commune}"
    if not fitting:
        entry |= {"kind": "link", "action": entry["fallback"], "data": None, "needs_newer_app": True}
    entry["next_change_at"] = next_change([tile], moment)
    entry["fallback_lang"] = sorted(missing)
    return entry


def next_change(tiles: Iterable[Entry], moment: str) -> str | None:
    """The first instant after this one at which a window or a notice begins or ends."""
    windows = [part for tile in tiles for part in (tile["window"], tile["notice"]) if part]
    instants = {instant for window in windows for instant in (window["from"], window["until"]) if instant}
    return min((instant for instant in instants if instant > moment), default=None)


def _open(window: Entry, moment: str) -> bool:
    """Instants are in UTC and of one form: their order as texts is their order in time."""
    return (not window["from"] or window["from"] <= moment) and (not window["until"] or moment < window["until"])


def _flat(value: Any, language: str, missing: set[str], path: str = "") -> Any:
    """Texts in one language; where it lacks, French, and the field is named in `missing`."""
    if isinstance(value, list):
        return [_flat(item, language, missing, path) for item in value]
    if not isinstance(value, dict):
        return value
    if "fr" in value and value.keys() <= {"fr", "en"}:
        if language not in value:
            missing.add(path)
        return value.get(language, value["fr"])
    return {name: _flat(item, language, missing, f"{path}.{name}".strip(".")) for name, item in value.items()}
