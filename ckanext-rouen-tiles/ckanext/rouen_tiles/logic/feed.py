"""Reading feeds from their addresses: in the scheduler, each minute, never while somebody waits.

What was read last stays with its time while a feed fails; a new address begins anew.
"""

from __future__ import annotations

import contextvars
import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ckan import model

from ckanext.rouen_municipalities.logic.fetching import Fetched, FetchError, fetch

from ..core.feed import reading
from ..core.feed.rows import NotAFeed
from ..core.tile.instants import read_written, written
from ..store import content as sources
from ..store import feed as store
from ..store import tile as tiles
from ..store.feed import Feed
from . import release

log = logging.getLogger(__name__)

#: One document; and all feeds together: what a slow server may keep the scheduler from its other tasks.
SECONDS = 8
SECONDS_IN_ALL = 20
AT_ONCE = 8
FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(minutes=10)

Document = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What a reading brought: documents by name, or why it failed."""

    documents: dict[str, Document]
    problem: str | None = None


def poll(now: datetime | None = None) -> list[str]:
    """Read the feeds that are due; give those that brought something new, whose tiles are built again."""
    moment = now or datetime.now(UTC)
    wanted = _wanted()
    store.forget_others(wanted)
    public = sources.public_resources(model.Session, wanted)
    known, addresses = store.known(model.Session, public), store.addresses(model.Session, public)
    # Nothing of the database is held while servers elsewhere take their time.
    model.Session.rollback()
    due = [_at(resource, url, known.get(resource), moment) for resource, url in sorted(addresses.items())]
    changed = [feed.resource_id for feed in _read([feed for feed in due if feed.due <= moment], moment)]
    for resource in changed:
        release.source_changed(resource)
    return changed


def read(feed: Feed, now: datetime) -> Outcome:
    """Fetch the documents of a feed; those that have not changed are the ones that are here."""
    try:
        first = _document(feed.url, feed.documents.get(reading.FIRST), now)
        documents = {reading.FIRST: first}
        for name, url in reading.further(first["body"]).items():
            documents[name] = _document(url, feed.documents.get(name), now)
        reading.read(_bodies(documents))
    except FetchError as error:
        return Outcome({}, f"{error.code} {error.detail}".strip())
    except NotAFeed as error:
        return Outcome({}, error.code)
    return Outcome(documents)


def _wanted() -> set[str]:
    """The resources that sources of feeds name, in the newest revision of a tile or in the one that is live."""
    live = [(tile_id, life.live) for tile_id, life in tiles.lives(model.Session).items() if life.live]
    revisions = [*tiles.all_latest(model.Session), *tiles.shown(model.Session, live).values()]
    found = (source for revision in revisions for source in revision.document.get("sources") or [])
    return {str(source["resource"]) for source in found if reading.is_feed(source.get("profile"))}


def _at(resource: str, url: str, known: Feed | None, now: datetime) -> Feed:
    """A feed at its address of now: at another one nothing is known of it."""
    return known if known and known.url == url else Feed(resource, url, due=now)


def _read(due: list[Feed], now: datetime) -> Iterable[Feed]:
    """Read several at once and keep what became of each; give those with something new."""
    if not due:
        return []
    pool = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="feed")
    started = {pool.submit(contextvars.copy_context().run, read, feed, now): feed for feed in due}
    done, _ = wait(started, timeout=SECONDS_IN_ALL)
    pool.shutdown(wait=False, cancel_futures=True)
    return [feed for future, feed in started.items() if _kept(feed, _outcome(future, done), now)]


def _outcome(future: Future[Outcome], done: set[Future[Outcome]]) -> Outcome:
    if future not in done:
        return Outcome({}, f"slow {SECONDS_IN_ALL}")
    error = future.exception()
    if error is None:
        return future.result()
    log.error("a feed could not be read", exc_info=error)
    return Outcome({}, "ours")


def _kept(feed: Feed, outcome: Outcome, now: datetime) -> bool:
    """Write what a reading brought; whether it is new."""
    if outcome.problem:
        failures = feed.failures + 1
        wait_for = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LAST_RETRY)
        store.keep(replace(feed, failures=failures, problem=outcome.problem[:200], due=now + wait_for))
        return False
    sha256 = _hash(outcome.documents)
    is_new = sha256 != feed.sha256
    found = replace(
        feed,
        documents=outcome.documents,
        sha256=sha256,
        timestamp=reading.read(_bodies(outcome.documents)).timestamp,
        changed=now if is_new else feed.changed,
        read=now,
        due=now,
        failures=0,
        problem=None,
    )
    store.keep(found)
    return is_new


def _document(url: str, known: Document | None, now: datetime) -> Document:
    """A document: the one that is here while it says that it holds, or the server that it has not changed."""
    here = known if known and known["url"] == url else None
    if here and read_written(here["until"]) > now:
        return here
    with fetch(url, headers=_validators(here), limit_bytes=reading.MAXIMUM_BYTES, seconds=SECONDS) as answer:
        body = here["body"] if here and answer.unchanged else _body(answer)
        until = now + timedelta(seconds=reading.seconds_to_live(body))
        return {
            "url": url,
            "etag": answer.etag,
            "last_modified": answer.last_modified,
            "until": written(until),
            "body": body,
        }


def _body(answer: Fetched) -> Any:
    """The JSON of an answer; one that says that nothing has changed of what is not here has none. Raises NotAFeed."""
    return reading.parsed(answer.file.read() if answer.file else b"")


def _validators(known: Document | None) -> dict[str, str]:
    names = {"If-None-Match": "etag", "If-Modified-Since": "last_modified"}
    return {header: known[name] for header, name in names.items() if known and known[name]}


def _bodies(documents: Mapping[str, Document]) -> dict[str, Any]:
    return {name: document["body"] for name, document in documents.items()}


def _hash(documents: Mapping[str, Document]) -> str:
    return hashlib.sha256(json.dumps(_bodies(documents), sort_keys=True).encode()).hexdigest()
