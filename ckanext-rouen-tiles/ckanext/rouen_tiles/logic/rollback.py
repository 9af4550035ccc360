"""Going back: the definitions of an older release are live again, and their health is looked at anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ckan import model

from ckanext.rouen_municipalities.crash_points import crash_point

from ..core.messages import Refused
from ..core.release import Release, Tombstone
from ..core.tile import read_tile
from ..core.tile.instants import written
from ..core.tile.life import ROLLED_AWAY, ROLLED_BACK, Life
from ..store import health as checks
from ..store import release as releases
from ..store import tile as tiles
from . import closing, health, owning, papers, release
from .vocabulary import vocabulary


class UnknownRelease(LookupError):
    """No release has this number."""


@dataclass
class RolledBack:
    """Tiles whose older revision is live again, tiles withdrawn since they came later, and those left, with why."""

    release: Release | None = None
    restored: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def roll_back(number: int, author: str) -> RolledBack:
    """Make the revisions of release `number` live again and serve a new release. Raises UnknownRelease.

    A tile that a person withdrew or ended since stays so, and one whose source is closed stays out; one that an earlier
    going back took away is back when the release had it. One that had another owner then stays as it is, unless the
    author administers both.
    """
    old = releases.show(model.Session, number)
    if old is None:
        raise UnknownRelease(str(number))
    then = {tile["id"]: int(tile["revision"]) for tile in old.tiles}
    for tile_id in sorted({*then, *tiles.lives(model.Session)}):
        tiles.lock(model.Session, tile_id)
    lives, done = tiles.lives(model.Session), RolledBack()
    event = {"reason": f"retour à la version {number}"}
    for tile_id, revision in then.items():
        why = _restored(tile_id, lives[tile_id], author, {"kind": ROLLED_BACK, "revision": revision, **event})
        if why is None:
            done.restored.append(tile_id)
        elif why:
            done.left[tile_id] = why
    later = {tile_id: life for tile_id, life in lives.items() if life.live and tile_id not in then}
    for tile_id, life in later.items():
        tiles.add_event(model.Session, tile_id, author, {"kind": ROLLED_AWAY, "revision": life.live, **event})
    done.withdrawn = sorted(later)
    _close(done.withdrawn)
    crash_point("tiles-rollback-decided")
    model.Session.commit()
    crash_point("tiles-rollback-committed")
    health.tell()
    done.release = release.bring_up_to_date(release.Asked(reason=f"rollback to release {number}"))
    return done


def _restored(tile_id: str, life: Life, author: str, event: dict[str, Any]) -> str | None:
    """Make an older revision live; empty when it is live already, else why it may not be."""
    if life.live == event["revision"]:
        return ""
    stored = tiles.show(model.Session, tile_id, event["revision"])
    if stored is None or not (life.live or life.ended_by == ROLLED_AWAY):
        return life.state
    if not owning.may_own(author, stored):
        return "other-organization"
    try:
        found = health.examine(read_tile(stored.document, vocabulary()), stored.revision)
    except Refused:
        return "unreadable"
    tiles.add_event(model.Session, tile_id, author, event)
    checks.record(model.Session, found)
    return None


def _close(tile_ids: list[str]) -> None:
    """Take tiles out of the file before the database says so, as every closing."""
    now = written(papers.now())
    stones = [Tombstone(name, "withdrawn", now, ROLLED_AWAY, {}) for name in tile_ids]
    if stones:
        closing.close(model.Session, lambda served: _among(stones, served))


def _among(stones: list[Tombstone], served: Any) -> list[Tombstone]:
    ids = {tile["id"] for tile in served.tiles}
    return [stone for stone in stones if stone.id in ids]
