"""Releases that were: the list of them, what the app saw at an instant, one by its hash, what changed since."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Any

from ..core.messages import Refused
from ..core.release import Damaged
from ..core.release.changes import net
from ..core.release.history import Entry, Unreadable
from ..core.release.papers import CHANGES
from ..core.tile.instants import instant, written
from . import parameters
from .answers import AS_MANIFEST, IMMUTABLE, Answer, built, document
from .asked import Asked
from .problems import bad_request, never_existed, unreadable

_MOST, _USUAL = 100, 20
_DAY_DIGITS = len("2026-11-22")


def releases(asked: Asked) -> Answer:
    """Releases, newest first; with `at` those that the app saw at that instant, or on that day in Paris."""
    if "at" in asked.query:
        return _at(asked)
    served, query = asked.snapshot.state.number, asked.query
    before = parameters.whole("before", query.get("before"), 1, None) or served + 1
    limit = parameters.whole("limit", query.get("limit"), 1, _MOST) or _USUAL
    before = min(before, served + 1)
    return asked.snapshot.kept.get(("releases", before, limit), lambda: _list(asked, before, limit))


def release(asked: Asked) -> Answer:
    """A release that is or was served."""
    snapshot, sha256 = asked.snapshot, asked.path["sha256"]
    try:
        forms = snapshot.folder.release_forms
        return snapshot.kept.get(("release", sha256), lambda: document(forms(sha256), IMMUTABLE))
    except Damaged:
        raise never_existed() from None


def changes(asked: Asked) -> Answer:
    """What a client that has a release adds and removes; all of it when that one is unknown or too old."""
    if "since" not in asked.query:
        raise bad_request(
            "since", "since is required, such as since=41.", "since est obligatoire, par exemple since=41."
        )
    since = parameters.whole("since", asked.query["since"], 0, None) or 0
    return asked.snapshot.kept.get(("changes", since), lambda: _changes(asked, since))


def _list(asked: Asked, before: int, limit: int) -> Answer:
    try:
        found = list(islice(asked.snapshot.folder.history.newest_first(before), limit + 1))
    except Unreadable:
        raise unreadable("history") from None
    shown = found[:limit]
    following = f'<releases?before={shown[-1].number}&limit={limit}>; rel="next"' if len(found) > limit else ""
    return built(_document(asked, shown), AS_MANIFEST, [("Link", following)] if following else [])


def _at(asked: Asked) -> Answer:
    if len(asked.query) > 1:
        raise bad_request("at", "at stands alone.", "at s'emploie seul.")
    at = asked.query["at"]
    try:
        first = instant(at)
    except Refused:
        raise bad_request(
            "at",
            f"{at!r} is not an instant such as 2026-11-22T08:00:00Z, nor a day such as 2026-11-22.",
            f"{at!r} n'est pas un instant comme 2026-11-22T08:00:00Z, ni un jour comme 2026-11-22.",
        ) from None
    if first > asked.now:
        raise bad_request("at", f"{at} is still to come.", f"{at} est encore à venir.")
    last = _end_of_day(at) if len(at) == _DAY_DIGITS else written(first)
    try:
        found = asked.snapshot.folder.history.between(written(first), last, asked.snapshot.state.number)
    except Unreadable:
        raise unreadable("history") from None
    return built({**_document(asked, found[::-1]), "at": at}, AS_MANIFEST)


def _end_of_day(day: str) -> str:
    """The last second of a day in Paris."""
    following = instant(day) + timedelta(hours=36)
    midnight = instant(following.date().isoformat())
    return written(midnight - timedelta(seconds=1))


def _document(asked: Asked, entries: list[Entry]) -> dict[str, Any]:
    return {
        "schema": asked.snapshot.release.document["schema"],
        "number": asked.snapshot.state.number,
        "releases": [entry.shown() for entry in entries],
    }


def _changes(asked: Asked, since: int) -> Answer:
    snapshot = asked.snapshot
    if since == snapshot.state.number:
        return built(net(since, snapshot.release, snapshot.release), AS_MANIFEST)
    try:
        entry = snapshot.folder.history.find(since) if since < snapshot.state.number else None
        known = entry is not None and entry.created_at >= written(asked.now - CHANGES)
        old = snapshot.folder.release(entry.sha256) if entry and known else None
    except (Unreadable, Damaged):
        old = None
    return built(net(since, old, snapshot.release), AS_MANIFEST)
