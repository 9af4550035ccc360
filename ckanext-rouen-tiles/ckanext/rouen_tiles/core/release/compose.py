"""Composing releases: canonical JSON (RFC 8785) named by its SHA-256, with tombstones for what is not served."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import rfc8785

from ..messages import LANGUAGES, Issue
from ..tile.instants import read_written, written
from .app_view import boundaries

SCHEMA = "1.0"
WITHDRAWN, GONE = "withdrawn", "gone"
VALIDITY = timedelta(days=7)


@dataclass(frozen=True)
class Tombstone:
    """Why a tile that was served is not: withdrawn, which may end, or gone, which does not."""

    id: str
    state: str
    since: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    successor: str | None = None

    def entry(self) -> dict[str, Any]:
        """The tombstone as the app reads it."""
        issue = Issue(self.code, "", self.params)
        entry = {
            "id": self.id,
            "state": self.state,
            "since": self.since,
            "reason": {"code": self.code, "text": {language: issue.text(language) for language in LANGUAGES}},
        }
        return {**entry, "successor": self.successor} if self.successor else entry


@dataclass(frozen=True)
class Release:
    """A release: its document, the bytes of it, and the hash that names it."""

    document: Mapping[str, Any]
    body: bytes
    sha256: str

    @property
    def number(self) -> int:
        """The number, which only grows."""
        return int(self.document["number"])

    @property
    def tiles(self) -> list[dict[str, Any]]:
        """The tiles served."""
        return list(self.document["tiles"])

    @property
    def tombstones(self) -> list[dict[str, Any]]:
        """The tiles that are not served any more."""
        return list(self.document["tombstones"])

    @property
    def created_at(self) -> datetime:
        """When it was made; a release is never older than the one before, whatever the clock says."""
        return read_written(self.document["created_at"])

    def manifest(self, issued: datetime, oldest: int | None = None) -> bytes:
        """What a backend polls: small, canonical, naming the release by hash and by a relative link.

        `oldest` is the first release of which `/changes` still tells what came after.
        """
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "number": self.number,
            "sha256": self.sha256,
            "bytes": len(self.body),
            "release": f"releases/{self.sha256}",
            "changes_since": f"changes?since={self.number if oldest is None else oldest}",
            "issued": written(issued),
            "expires": written(issued + VALIDITY),
            "boundaries": boundaries(self.tiles),
            "counts": {"tiles": len(self.tiles), "tombstones": len(self.tombstones)},
            "tiles": [{name: tile[name] for name in ("id", "revision", "sha256")} for tile in self.tiles],
        }
        return rfc8785.dumps(document)


def compose(
    *,
    number: int,
    created_at: datetime,
    previous: str | None,
    reason: str,
    tiles: Iterable[Mapping[str, Any]],
    tombstones: Iterable[Mapping[str, Any]],
) -> Release:
    """The release of these tiles, in order of rank, and these tombstones."""
    document = {
        "schema": SCHEMA,
        "number": number,
        "created_at": written(created_at),
        "previous": previous,
        "reason": reason,
        "tiles": sorted(tiles, key=lambda tile: (tile["rank"], tile["id"])),
        "tombstones": sorted(tombstones, key=lambda tombstone: str(tombstone["id"])),
    }
    return _release(document)


def read_release(body: bytes) -> Release:
    """The release in these bytes, as they are."""
    return Release(json.loads(body), body, hashlib.sha256(body).hexdigest())


def same_content(one: Release | None, other: Release | None) -> bool:
    """Whether the app sees the same in both."""
    if one is None or other is None:
        return one is other
    return one.tiles == other.tiles and one.tombstones == other.tombstones


def without(current: Release, number: int, now: datetime, tombstones: Collection[Tombstone]) -> Release:
    """The next release, where these tiles are tombstones."""
    closed = {tombstone.id for tombstone in tombstones}
    kept = [entry for entry in current.tombstones if entry["id"] not in closed]
    return compose(
        number=number,
        created_at=max(now, current.created_at),
        previous=current.sha256,
        reason=f"withdrawn: {', '.join(sorted(closed))}",
        tiles=[tile for tile in current.tiles if tile["id"] not in closed],
        tombstones=[*kept, *(tombstone.entry() for tombstone in tombstones)],
    )


def _release(document: dict[str, Any]) -> Release:
    body = rfc8785.dumps(document)
    return Release(json.loads(body), body, hashlib.sha256(body).hexdigest())
