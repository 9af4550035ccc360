"""Checking tiles: gathering the facts of their sources, building their data, keeping what was found."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from datetime import UTC, datetime

from ckan import model

from .. import config
from ..core.content import BUILDERS, build
from ..core.content.build import MAXIMUM_ITEMS
from ..core.content.rows import give
from ..core.health import FAIL, ContentFacts, Health, Reason, SourceFacts, assess, needed_columns
from ..core.messages import LANGUAGES, Issue, Refused
from ..core.tile import Tile, read_tile
from ..core.tile.document import Source
from ..core.tile.instants import written
from ..store import content as sources
from ..store import health as checks
from ..store import tile as tiles
from ..store.content import SourceState
from ..store.health import BuiltContent, Check
from ..store.tile import Revision
from .vocabulary import vocabulary

log = logging.getLogger(__name__)

#: Grows when the same rows would give other files, so that they are built again after an upgrade.
CONTENT_VERSION = 1


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
    states = sources.states(model.Session, [source.resource for source in tile.sources])
    facts = [_facts(source, states.get(source.resource)) for source in tile.sources]
    content = _content(tile, revision, states, last)
    health = assess(tile, facts, _content_facts(content), now)
    failed = health.state == FAIL
    return Check(
        tile_id=tile.id,
        revision=revision,
        health=health,
        content=content,
        failures=(last.failures if last else 0) + 1 if failed else 0,
        observed_at=max((fact.modified for fact in facts if fact.modified), default=None),
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


def _facts(source: Source, state: SourceState | None) -> SourceFacts:
    if state is None or not state.public or not state.publication_id:
        title, public = (state.title, state.public) if state else (source.resource, False)
        return SourceFacts(source.resource, title, public=public)
    wanted = [*(source.map.columns() if source.map else []), *filter(None, [source.municipality.field])]
    there = sources.columns(source.resource)
    return SourceFacts(
        resource=source.resource,
        title=state.title,
        public=True,
        published=True,
        missing_columns=tuple(name for name in wanted if name not in there),
        modified=state.modified,
    )


def _content(tile: Tile, revision: int, states: dict[str, SourceState], last: Check | None) -> BuiltContent:
    """The data of the last check when nothing changed; else new ones. Those that cannot be built keep the old."""
    old = last.content if last else BuiltContent()
    primary = tile.primary
    if primary is None:
        return BuiltContent()
    state = states.get(primary.resource)
    if state is None or not state.public or state.publication_id is None:
        return old
    key = f"{CONTENT_VERSION} {revision} {state.publication_id} {len(vocabulary().communes)}"
    if key == old.key and (old.version is None or config.folder().has_data(tile.id, old.version)):
        return old
    try:
        return _built(tile, primary, state, key)
    except Refused as refused:
        log.warning("data of tile %s refused: %s", tile.id, refused)
        return BuiltContent(key=key, refused=tuple(asdict(issue) for issue in refused.issues))


def _built(tile: Tile, source: Source, state: SourceState, key: str) -> BuiltContent:
    if tile.kind not in BUILDERS or source.map is None:
        raise Refused([Issue("kind-without-data", "", {"kind": tile.kind})])
    communes = vocabulary().communes
    there = sources.columns(source.resource)
    missing = sorted(needed_columns(source) - there)
    if missing:
        raise Refused([Issue("column-missing", "", {"source": state.title, "column": missing[0]})])
    wanted = [name for name in [*source.map.columns(), source.municipality.field or ""] if name in there]
    most = MAXIMUM_ITEMS * len(communes)
    rows = sources.rows(source.resource, dict.fromkeys(wanted), most + 1)
    if len(rows) > most:
        raise Refused([Issue("too-many-rows", "", {"source": state.title, "maximum": most})])
    content = build(
        tile, give(rows, source.municipality, communes), communes, written(state.modified or datetime.now(UTC))
    )
    return BuiltContent(
        key=key,
        version=config.folder().write_data(tile.id, content.bodies),
        coverage=content.coverage,
        items=sum(content.counts.values()),
        without_point=content.without_point,
        without_commune=content.without_commune,
    )


def _content_facts(content: BuiltContent) -> ContentFacts:
    return ContentFacts(
        items=content.items,
        without_point=content.without_point,
        without_commune=content.without_commune,
        refused=tuple(Issue(**issue) for issue in content.refused),
    )


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
