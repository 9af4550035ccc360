"""Tiles as pages and actions show them: what is served, why the rest is not, and drafts for their editors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan import model

from ..core.messages import LANGUAGES, Issue
from ..core.release import Release
from ..core.tile.life import STATE_DRAFT, STATE_PUBLISHED, STATE_REVIEW, Life, reason_code
from ..store import content as sources
from ..store import health as checks
from ..store import release as releases
from ..store import tile as tiles
from ..store.health import Check
from ..store.tile import Revision
from .health import public_reasons

Entry = dict[str, Any]
MaySee = Callable[[str], bool]


def nothing(_name: str) -> bool:
    """What somebody may see who may see nothing more than everybody."""
    return False


_FROM_RELEASE = ("title", "summary", "department", "category", "kind", "icon", "audience", "coverage")
_FROM_DOCUMENT = ("title", "summary", "department", "category", "kind", "icon")


def entries(may_write: MaySee, may_read: MaySee = nothing) -> list[Entry]:
    """Every tile that the caller may know of, in the order in which the app shows them.

    A private source is named to whoever may read its resource, and to nobody else.
    """
    known = _Known(may_read)
    found = [known.entry(tile_id, may_write(tile_id)) for tile_id in known.lives]
    return sorted(filter(None, found), key=lambda entry: (entry["rank"], entry["id"]))


def entry(tile_id: str, may_write: MaySee, may_read: MaySee = nothing) -> Entry | None:
    """One tile in full; None when the caller may not know of it."""
    known = _Known(may_read)
    if tile_id not in known.lives:
        return None
    writes = may_write(tile_id)
    found = known.entry(tile_id, writes)
    return {**found, **known.details(tile_id, writes)} if found else None


class _Known:
    """What the database says of all tiles, read once."""

    def __init__(self, may_read: MaySee) -> None:
        session = model.Session
        self._may_read = may_read
        self.lives = tiles.lives(session)
        self._newest = {revision.tile_id: revision for revision in tiles.all_latest(session)}
        approved = [(tile_id, life.last_live) for tile_id, life in self.lives.items() if life.last_live]
        self._approved = tiles.shown(session, approved)
        self._checks = checks.last(session)
        release: Release | None = releases.latest(session)
        self._served = {tile["id"]: tile for tile in release.tiles} if release else {}
        self._tombstones = {tombstone["id"]: tombstone for tombstone in release.tombstones} if release else {}

    def entry(self, tile_id: str, writes: bool) -> Entry | None:
        """A tile for a list; a title that was never approved is shown to those who may write it only."""
        life = self.lives[tile_id]
        if not (life.ever_live or writes):
            return None
        served = self._served.get(tile_id)
        shown = served or self._definition(tile_id, life, writes)
        return {
            "id": tile_id,
            "state": life.state,
            "served": served is not None,
            "rank": shown.get("rank", 1_000),
            **{name: shown.get(name) for name in (_FROM_RELEASE if served else _FROM_DOCUMENT)},
            "organization": self._approved.get(tile_id, self._newest[tile_id]).organization,
            "revision": life.live,
            "health": self._health(tile_id, life, writes) if served or writes else None,
            **self._absence(tile_id, life),
        }

    def _definition(self, tile_id: str, life: Life, writes: bool) -> Entry:
        """What a tile that is not served is called: as it was last approved, or to its editors as they will have it."""
        return (self._newest if writes and not life.live else self._approved)[tile_id].document

    def details(self, tile_id: str, writes: bool) -> Entry:
        """What a page of its own adds."""
        check = self._checks.get(tile_id)
        found: Entry = {
            "definition": self._served.get(tile_id),
            "sources": self._sources(tile_id),
            "checked_at": check.checked_at.isoformat() if check else None,
            "observed_at": check.observed_at.isoformat() if check and check.observed_at else None,
            "successor": self.lives[tile_id].successor,
        }
        if writes:
            newest, life = self._newest[tile_id], self.lives[tile_id]
            found["latest"] = {
                "revision": newest.revision,
                "document": newest.document,
                "waiting": life.waiting,
                "live": life.live,
                "returned": life.returned,
                "author": newest.author,
                "saved_at": newest.saved_at.isoformat(),
            }
        return found

    def _sources(self, tile_id: str) -> list[Entry]:
        """The datasets behind a tile that is served: all of them are public."""
        served = self._served.get(tile_id)
        found = sources.states(model.Session, [source["resource"] for source in served["sources"]] if served else [])
        return [
            {"resource": state.resource, "dataset": state.dataset, "title": state.title}
            for state in found.values()
            if state.public
        ]

    def _health(self, tile_id: str, life: Life, writes: bool) -> Entry:
        check: Check | None = self._checks.get(tile_id)
        if check is None or (life.live and check.revision != life.live):
            return {"state": "unknown", "reasons": [reason_entry("never-checked", {})]}
        checked = self._approved[tile_id] if life.live else self._newest[tile_id]
        named = writes and all(map(self._may_read, resources_of(checked)))
        reasons = check.health.reasons if named else public_reasons(check.health)
        return {
            "state": check.health.state,
            "reasons": [reason_entry(reason.code, reason.params) for reason in reasons],
        }

    def _absence(self, tile_id: str, life: Life) -> Entry:
        """Why a tile is not served, and since when."""
        if tile_id in self._served:
            return {"reason": None, "since": None}
        tombstone = self._tombstones.get(tile_id)
        if tombstone:
            return {"reason": tombstone["reason"], "since": tombstone["since"]}
        codes = {STATE_DRAFT: "draft", STATE_REVIEW: "review", STATE_PUBLISHED: "not-released"}
        since = life.since.isoformat() if life.since else None
        if life.state in codes:
            return {"reason": reason_entry(codes[life.state], {}), "since": since}
        return {"reason": reason_entry(reason_code(life), {"reason": life.reason or ""}), "since": since}


def resources_of(revision: Revision) -> list[str]:
    """The resources that a revision names."""
    return [str(source.get("resource")) for source in revision.document.get("sources", [])]


def reason_entry(code: str, params: dict[str, Any]) -> Entry:
    """A reason as people and programs read it: its code, and its text in each language."""
    issue = Issue(code, "", params)
    return {"code": code, "text": {language: issue.text(language) for language in LANGUAGES}}
