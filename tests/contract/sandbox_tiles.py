"""What the sandbox serves: frozen fixtures in releases, and switches that change them as a portal would, or lie.

The documents are made here as the contract says them, with nothing of the portal's own code: a second reading of it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from signature import jwk, signed

Document = dict[str, Any]

FIXTURES = Path(__file__).parent / "fixtures"
FIRST_NUMBER = 41
VALID_DAYS = 7
#: What a portal never does; a client keeps the last good release.
LIES = ("signature", "number", "bytes", "expired")
_FUTURE = {
    "id": "hologrammes",
    "kind": "hologram",
    "icon": "hologram",
    "category": "unheard-of",
    "title": {"fr": "Hologrammes"},
}
_NOT_RESOLVED = ("window", "client", "sources", "coverage", "served", "on_unhealthy")


def fixture(name: str) -> Any:
    """A frozen document."""
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def canonical(document: Document) -> bytes:
    """RFC 8785, as far as these documents go: they hold no floats."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass
class Sandbox:
    """One portal's state; every change of what is served makes a release."""

    clock: Callable[[], float] = time.time
    unavailable: int = 0
    lie: str = ""
    tiles: list[Document] = field(default_factory=list)
    tombstones: list[Document] = field(default_factory=list)
    releases: list[bytes] = field(default_factory=list)
    secrets: list[bytes] = field(default_factory=lambda: [b"the sandbox's key, no secret:  1"])

    def __post_init__(self) -> None:
        self._frozen = fixture("release")
        self.communes: dict[str, str] = self._frozen["communes"]
        self.data: dict[str, Document] = fixture("data")
        self.reset()

    def reset(self) -> None:
        """As at the start, under the next number."""
        self.tiles = [_hashed(tile) for tile in self._frozen["tiles"]]
        self.tombstones = list(self._frozen["tombstones"])
        self.unavailable, self.lie = 0, ""
        self.release("reset")

    # switches

    def withdraw(self, tile_id: str) -> None:
        """A department withdraws a tile."""
        self.tiles = [tile for tile in self.tiles if tile["id"] != tile_id]
        text = {"fr": "Retirée par le service : essai.", "en": "Withdrawn by its department: a trial."}
        reason = {"code": "withdrawn-by-hand", "text": text}
        self.tombstones.append({"id": tile_id, "state": "withdrawn", "since": self.now(), "reason": reason})
        self.release(f"withdrawn: {tile_id}")

    def rotate(self) -> None:
        """The next key signs; the one before stays known."""
        number = len(self.secrets) + 1
        self.secrets.insert(0, f"the sandbox's key, no secret: {number:2}".encode())

    def future(self) -> None:
        """A release of a later version: fields, a kind, a category and an icon that nobody knows yet."""
        base = {**self.tiles[0], **_FUTURE, "data": f"tiles/{_FUTURE['id']}/data", "unheard_of": {"a": 1}}
        self.tiles = [*({**tile, "unheard_of": [1]} for tile in self.tiles), _hashed(base)]
        self.data[_FUTURE["id"]] = {**self.data[self.tiles[0]["id"]], "tile": _FUTURE["id"], "kind": "hologram"}
        self.release("added: hologrammes")

    def release(self, reason: str) -> None:
        """Serve what there is now as a new release."""
        self.tiles.sort(key=lambda tile: (tile["rank"], tile["id"]))
        self.releases.append(
            canonical(
                {
                    "schema": "1.0",
                    "number": FIRST_NUMBER + len(self.releases),
                    "created_at": self.now(),
                    "previous": _sha256(self.releases[-1]) if self.releases else None,
                    "reason": reason,
                    "tiles": self.tiles,
                    "tombstones": sorted(self.tombstones, key=lambda entry: str(entry["id"])),
                }
            )
        )

    # documents

    def now(self, plus: timedelta = timedelta()) -> str:
        """This instant as the contract writes it."""
        return (datetime.fromtimestamp(self.clock(), UTC) + plus).strftime("%Y-%m-%dT%H:%M:%SZ")

    def today(self, plus: timedelta = timedelta()) -> str:
        """The beginning of this day: what is issued daily has the same bytes from one request to the next."""
        day = datetime.fromtimestamp(self.clock(), UTC).replace(hour=0, minute=0, second=0)
        return (day + plus).strftime("%Y-%m-%dT%H:%M:%SZ")

    def manifest(self) -> bytes:
        """What is served now, or a lie."""
        body = self.releases[-1]
        number, valid = json.loads(body)["number"], timedelta(days=VALID_DAYS)
        return canonical(
            {
                "schema": "1.0",
                "number": number - 10 if self.lie == "number" else number,
                "sha256": _sha256(body),
                "bytes": len(body),
                "release": f"releases/{_sha256(body)}",
                "changes_since": f"changes?since={number}",
                "issued": self.today(-2 * valid if self.lie == "expired" else timedelta()),
                "expires": self.today(-valid if self.lie == "expired" else valid),
                "boundaries": sorted(self._boundaries()),
                "counts": {"tiles": len(self.tiles), "tombstones": len(self.tombstones)},
                "tiles": [{name: tile[name] for name in ("id", "revision", "sha256")} for tile in self.tiles],
            }
        )

    def manifest_signed(self) -> bytes:
        """The manifest as a JWS."""
        token = signed(self.manifest(), self.secrets[0])
        return token[:-4] + b"AAAA" if self.lie == "signature" else token

    def keys(self) -> Document:
        """The key that signs and those before it."""
        return {"keys": [jwk(secret) for secret in self.secrets]}

    def body(self, sha256: str) -> bytes | None:
        """A release's bytes, or others when lying."""
        found = next((body for body in self.releases if _sha256(body) == sha256), None)
        return found[:-1] + b" }" if found and self.lie == "bytes" else found

    def list_releases(self, before: int, limit: int, at: str | None) -> Document:
        """Releases, newest first; or the one that was served at an instant."""
        listed = [
            {name: release[name] for name in ("number", "created_at", "previous", "reason")}
            | {"sha256": _sha256(body), "release": f"releases/{_sha256(body)}"}
            for body in reversed(self.releases)
            for release in [json.loads(body)]
        ]
        head = {"schema": "1.0", "number": listed[0]["number"]}
        if at is None:
            return {**head, "releases": [entry for entry in listed if entry["number"] < before][:limit]}
        return {**head, "at": at, "releases": [entry for entry in listed if entry["created_at"][: len(at)] <= at][:1]}

    def changes(self, since: int) -> Document:
        """Net changes since a release that is known; else the whole is to be fetched."""
        old = next((found for body in self.releases if (found := json.loads(body))["number"] == since), None)
        new, sha256 = json.loads(self.releases[-1]), _sha256(self.releases[-1])
        hashes = {tile["id"]: tile["sha256"] for tile in old["tiles"]} if old else {}
        known = [entry["id"] for entry in old["tombstones"]] if old else []
        return {
            "schema": "1.0",
            "since": since,
            "number": new["number"],
            "sha256": sha256,
            "release": f"releases/{sha256}",
            "full": old is None,
            "upserts": [tile for tile in new["tiles"] if old and hashes.get(tile["id"]) != tile["sha256"]],
            "removals": [entry for entry in new["tombstones"] if old and entry["id"] not in known],
        }

    def resolved(self, commune: str | None, language: str, app: str | None) -> Document:
        """The tiles as one commune, language and app see them."""
        now = self.now()
        shown = [tile for tile in self.tiles if _is_open(tile["window"], now)]
        shown = [tile for tile in shown if commune is None or commune in tile["served"]["insee"]]
        fitting = [tile for tile in shown if _fits(tile, app) or tile["fallback"]]
        coming = [moment for moment in sorted(self._boundaries()) if moment > now]
        return {
            "schema": "1.0",
            "number": json.loads(self.releases[-1])["number"],
            "commune": commune,
            "lang": language,
            "next_change_at": coming[0] if coming else None,
            "tiles": [_resolved(tile, commune, language, app, now) for tile in fitting],
        }

    def tile_data(self, tile_id: str, commune: str, language: str) -> Document | None:
        """A tile's data for a commune: the frozen ones, or none there."""
        found = self.data.get(tile_id)
        if found is None:
            return None
        if found["commune"] == commune:
            return {**found, "lang": language}
        empty: Any = [] if isinstance(found["items"], list) else _emptied(found["items"])
        return {**found, "commune": commune, "lang": language, "count": 0, "items": empty}

    def _boundaries(self) -> set[str]:
        windows = [part for tile in self.tiles for part in (tile["window"], tile["notice"]) if part]
        return {moment for window in windows for moment in (window["from"], window["until"]) if moment}


def _emptied(items: Document) -> Document:
    return {name: [] if isinstance(value, list) else value for name, value in items.items()}


def _resolved(tile: Document, commune: str | None, language: str, app: str | None, now: str) -> Document:
    missing: set[str] = set()
    found = {name: _flat(value, language, missing, name) for name, value in tile.items() if name not in _NOT_RESOLVED}
    if tile["notice"] and not _is_open(tile["notice"], now):
        found["notice"] = None
    if tile["data"] and commune:
        found["data"] = f"{tile['data']}?commune={commune}"
    if not _fits(tile, app):
        found |= {"kind": "link", "action": found["fallback"], "data": None, "needs_newer_app": True}
    edges = [moment for moment in tile["window"].values() if moment and moment > now]
    return {**found, "next_change_at": min(edges, default=None), "fallback_lang": sorted(missing)}


def _flat(value: Any, language: str, missing: set[str], path: str) -> Any:
    if isinstance(value, list):
        return [_flat(item, language, missing, path) for item in value]
    if not isinstance(value, dict):
        return value
    if "fr" in value and value.keys() <= {"fr", "en"}:
        missing |= set() if language in value else {path}
        return value.get(language, value["fr"])
    return {name: _flat(item, language, missing, f"{path}.{name}") for name, item in value.items()}


def _is_open(window: Document, now: str) -> bool:
    return (window["from"] or "") <= now < (window["until"] or "9")


def _fits(tile: Document, app: str | None) -> bool:
    platform, _, version = (app or "").partition("/")
    least = tile["client"]["min"].get(platform)
    return least is None or _numbers(version) >= _numbers(least)


def _numbers(version: str) -> tuple[int, ...]:
    numbers: Iterable[int] = (int(part) for part in version.split("."))
    return (*numbers, 0, 0)[:3]


def _hashed(tile: Document) -> Document:
    body = {name: value for name, value in tile.items() if name != "sha256"}
    return {**body, "sha256": _sha256(canonical(body))}


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
