"""The health of a tile: computed from facts about its sources, never written by a person. Unknown is not ok."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .feed.words import words
from .messages import Issue
from .tile.document import PRIMARY, Freshness, Source, Tile

OK, WARN, FAIL, UNKNOWN = "ok", "warn", "fail", "unknown"
_ORDER = (OK, WARN, UNKNOWN, FAIL)

#: The reason of a check that found a source closed.
NOT_PUBLIC = "source-not-public"
#: Failed checks in a row before stale data withdraw a tile that asks for it; one good check brings it back.
FAILED_CHECKS_TO_HIDE = 2
#: From this age on days say it better than minutes.
_IN_DAYS = timedelta(days=2)


@dataclass(frozen=True)
class SourceFacts:
    """What is known of one source at a check; `title` is how a person knows it.

    `published`: there is a table, or an answer of the feed. `modified` is when that changed, `timestamp` what the feed
    itself says of its time, `problem` why the last reading of the feed failed.
    """

    resource: str
    title: str
    public: bool = False
    published: bool = False
    missing_columns: tuple[str, ...] = ()
    modified: datetime | None = None
    timestamp: datetime | None = None
    is_feed: bool = False
    problem: str | None = None


@dataclass(frozen=True)
class ContentFacts:
    """What building the data gave: items and the number of communes that have enough, rows lost, or why it was refused.

    `observed` is the newest time of an observation, `valid_until` the end of what the rows tell.
    """

    items: int = 0
    covered: int = 0
    lost: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Issue, ...] = ()
    observed: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True)
class Reason:
    """A state and why."""

    state: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str = "fr") -> str:
        """The reason in this language."""
        return Issue(self.code, "", self.params).text(language)


@dataclass(frozen=True)
class Health:
    """The worst of the reasons, and all of them."""

    state: str = UNKNOWN
    reasons: tuple[Reason, ...] = ()


NEVER_CHECKED = Health(UNKNOWN, (Reason(UNKNOWN, "never-checked"),))


def assess(tile: Tile, sources: Iterable[SourceFacts], content: ContentFacts, now: datetime) -> Health:
    """The health of a tile at an instant. What fails in an auxiliary source is only to be watched.

    A commune without items hides nothing elsewhere: a tile fails when no commune at all has enough.
    """
    known = {facts.resource: facts for facts in sources}
    reasons: list[Reason] = []
    for source in tile.sources:
        reasons += _of_source(source, known.get(source.resource), content, now)
    primary = tile.primary
    if primary and not any(reason.state == FAIL for reason in reasons):
        reasons += _of_content(primary, known[primary.resource], content)
    return Health(max((reason.state for reason in reasons), key=_ORDER.index, default=OK), tuple(reasons))


def _of_source(source: Source, facts: SourceFacts | None, content: ContentFacts, now: datetime) -> Iterator[Reason]:
    worst = FAIL if source.role == PRIMARY else WARN
    title = {"source": facts.title if facts else source.resource}
    if facts is None or not facts.public:
        yield Reason(FAIL, NOT_PUBLIC, title)
        return
    if not facts.published:
        code = "feed-not-read" if facts.is_feed else "source-not-published"
        yield Reason(worst, code, {**title, **({"problem": words(facts.problem)} if facts.is_feed else {})})
        return
    if facts.problem:
        yield Reason(WARN, "feed-failing", {**title, "problem": words(facts.problem)})
    needed = needed_columns(source)
    for column in facts.missing_columns:
        yield Reason(worst if column in needed else WARN, "column-missing", {**title, "column": column})
    if source.freshness is not None:
        yield from _of_age(source.freshness, facts, content, worst, now)


def _of_age(
    freshness: Freshness, facts: SourceFacts, content: ContentFacts, worst: str, now: datetime
) -> Iterator[Reason]:
    """How long ago the data were of their time: that of the source, that of the feed, or the end of what they tell."""
    since = {
        "source_modified": facts.modified,
        "feed_timestamp": facts.timestamp or content.observed,
        "validity_period": content.valid_until,
    }[freshness.basis]
    title = {"source": facts.title}
    if since is None:
        yield Reason(UNKNOWN, "age-unknown", title)
    elif now - since > freshness.warn:
        state = worst if now - since > freshness.fail else WARN
        yield Reason(state, *_stale(freshness.basis, title, since, now))


def _stale(basis: str, title: dict[str, Any], since: datetime, now: datetime) -> tuple[str, dict[str, Any]]:
    """The reason in the unit that suits it."""
    age = now - since
    if basis == "validity_period":
        return "expired", {**title, "day": since.date().isoformat()}
    if age < _IN_DAYS:
        return "stale-minutes", {**title, "minutes": int(age.total_seconds() // 60)}
    return "stale", {**title, "days": age.days}


def _of_content(source: Source, facts: SourceFacts, content: ContentFacts) -> Iterator[Reason]:
    for issue in content.refused:
        yield Reason(FAIL, issue.code, issue.params)
    title, minimum = {"source": facts.title}, source.municipality.min_rows
    if not content.refused and not content.covered:
        yield Reason(FAIL, "too-few-rows", {**title, "rows": content.items, "minimum": minimum})
    for code, rows in sorted(content.lost.items()):
        yield Reason(WARN, code, {**title, "rows": rows})


def needed_columns(source: Source) -> set[str]:
    """The columns without which nothing can be shown."""
    columns = {source.municipality.field} if source.municipality.field else set()
    return columns | set(source.map.columns(source.map.needed) if source.map else ())
