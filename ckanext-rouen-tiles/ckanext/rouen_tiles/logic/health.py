"""Checking tiles: what is found of their sources and data is kept, and told to the app's backend."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from ckan import model

from .. import config
from ..core.health import FAIL, Health, Reason, assess
from ..core.messages import LANGUAGES, Refused
from ..core.tile import Tile, read_tile
from ..core.tile.instants import written
from ..store import health as checks
from ..store import tile as tiles
from ..store.health import BuiltContent, Check
from ..store.tile import Revision
from . import content as binding
from .vocabulary import vocabulary

log = logging.getLogger(__name__)


def check_live(only_source: str | None = None) -> list[Check]:
    """Check every tile that the app may see, or those with one source, and tell the app's backend of it."""
    live = {tile_id: life.live for tile_id, life in tiles.lives(model.Session).items() if life.live}
    last = checks.last(model.Session)
    done = [
        check(revision, last.get(revision.tile_id))
        for revision in tiles.shown(model.Session, live.items()).values()
        if only_source is None or only_source in _resources(revision)
    ]
    tell()
    return done


def build_again() -> Iterator[tuple[str, float]]:
    """Build the data of every live tile although nothing changed; give each with the seconds that it took."""
    live = {tile_id: life.live for tile_id, life in tiles.lives(model.Session).items() if life.live}
    last = checks.last(model.Session)
    for tile_id, revision in sorted(tiles.shown(model.Session, live.items()).items()):
        started = time.perf_counter()
        before = last.get(tile_id)
        check(revision, replace(before, content=replace(before.content, key="")) if before else None)
        yield tile_id, time.perf_counter() - started


def check(revision: Revision, last: Check | None) -> Check:
    """Check one revision of a tile and keep what was found."""
    try:
        found = examine(read_tile(revision.document, vocabulary()), revision.revision, last)
    except Refused as refused:
        found = _unreadable(revision, refused)
    checks.record_now(found)
    return found


def examine(tile: Tile, revision: int, last: Check | None = None) -> Check:
    """What a check finds; the data are built when they are not those of the last check."""
    now = datetime.now(UTC)
    bound = binding.bound(tile)
    facts = [binding.facts(one) for one in bound]
    content = binding.content(tile, revision, bound, last, now)
    health = assess(tile, facts, binding.content_facts(content), now)
    failed = health.state == FAIL
    return Check(
        tile_id=tile.id,
        revision=revision,
        health=health,
        content=content,
        failures=(last.failures if last else 0) + 1 if failed else 0,
        observed_at=binding.observed_at(content, facts),
        checked_at=now,
    )


def tell() -> None:
    """Write the last checks of live tiles for the app's backend to read; what is not public is not named."""
    live = {tile_id for tile_id, life in tiles.lives(model.Session).items() if life.live}
    found = [check for tile_id, check in sorted(checks.last(model.Session).items()) if tile_id in live]
    document = {
        "checked_at": written(max((check.checked_at for check in found), default=datetime.now(UTC))),
        "tiles": [_told(check) for check in found],
    }
    config.folder().write_health(json.dumps(document, ensure_ascii=False).encode())


def public_reasons(health: Health) -> list[Reason]:
    """The reasons in a form that names no private dataset."""
    hidden = {"source": "source"}
    return [
        Reason(reason.state, reason.code, {**reason.params, **hidden}) if reason.code == "source-not-public" else reason
        for reason in health.reasons
    ]


def _resources(revision: Revision) -> list[str]:
    return [source["resource"] for source in revision.document.get("sources", [])]


def _unreadable(revision: Revision, refused: Refused) -> Check:
    """A definition that was valid when it was approved: the site's vocabulary has changed since."""
    problem = "; ".join(issue.text() for issue in refused.issues)
    health = Health(FAIL, (Reason(FAIL, "unreadable", {"problem": problem}),))
    now = datetime.now(UTC)
    return Check(revision.tile_id, revision.revision, health, BuiltContent(), 1, None, now)


def _told(check: Check) -> dict[str, object]:
    reasons = [
        {"code": reason.code, "text": {language: reason.text(language) for language in LANGUAGES}}
        for reason in public_reasons(check.health)
    ]
    return {
        "id": check.tile_id,
        "state": check.health.state,
        "reasons": reasons,
        "checked_at": written(check.checked_at),
        "observed_at": written(check.observed_at) if check.observed_at else None,
    }
