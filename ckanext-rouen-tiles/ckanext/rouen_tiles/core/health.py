"""The health of a tile: computed from facts about its sources, never written by a person. Unknown is not ok."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .messages import Issue
from .tile.document import PRIMARY, Source, Tile

OK, WARN, FAIL, UNKNOWN = "ok", "warn", "fail", "unknown"
_ORDER = (OK, WARN, UNKNOWN, FAIL)

#: The reason of a check that found a source closed.
NOT_PUBLIC = "source-not-public"
#: Failed checks in a row before stale data withdraw a tile that asks for it; one good check brings it back.
FAILED_CHECKS_TO_HIDE = 2


@dataclass(frozen=True)
class SourceFacts:
    """What is known of one source at a check; `title` is how a person knows it."""

    resource: str
    title: str
    public: bool = False
    published: bool = False
    missing_columns: tuple[str, ...] = ()
    modified: datetime | None = None


@dataclass(frozen=True)
class ContentFacts:
    """What building the data gave: items shown, rows lost, or why it was refused."""

    items: int = 0
    without_point: int = 0
    without_commune: int = 0
    refused: tuple[Issue, ...] = ()


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
    """The health of a tile at an instant. What fails in an auxiliary source is only to be watched."""
    known = {facts.resource: facts for facts in sources}
    reasons = [reason for source in tile.sources for reason in _of_source(source, known.get(source.resource), now)]
    primary = tile.primary
    if primary and not any(reason.state == FAIL for reason in reasons):
        reasons += _of_content(primary, known[primary.resource], content)
    return Health(max((reason.state for reason in reasons), key=_ORDER.index, default=OK), tuple(reasons))


def _of_source(source: Source, facts: SourceFacts | None, now: datetime) -> Iterator[Reason]:
    worst = FAIL if source.role == PRIMARY else WARN
    title = {"source": facts.title if facts else source.resource}
    if facts is None or not facts.public:
        yield Reason(FAIL, NOT_PUBLIC, title)
    elif not facts.published:
        yield Reason(worst, "source-not-published", title)
    else:
        needed = needed_columns(source)
        for column in facts.missing_columns:
            yield Reason(worst if column in needed else WARN, "column-missing", {**title, "column": column})
        yield from _of_age(source, facts, worst, now)


def _of_age(source: Source, facts: SourceFacts, worst: str, now: datetime) -> Iterator[Reason]:
    if source.freshness is None:
        return
    title = {"source": facts.title}
    if facts.modified is None or source.freshness.basis != "source_modified":
        yield Reason(UNKNOWN, "age-unknown", title)
        return
    age = now - facts.modified
    if age > source.freshness.warn:
        state = worst if age > source.freshness.fail else WARN
        yield Reason(state, "stale", {**title, "days": age.days})


def _of_content(source: Source, facts: SourceFacts, content: ContentFacts) -> Iterator[Reason]:
    for issue in content.refused:
        yield Reason(FAIL, issue.code, issue.params)
    title, minimum = {"source": facts.title}, source.municipality.min_rows
    if not content.refused and content.items < minimum:
        yield Reason(FAIL, "too-few-rows", {**title, "rows": content.items, "minimum": minimum})
    if content.without_point:
        yield Reason(WARN, "rows-without-point", {**title, "rows": content.without_point})
    if content.without_commune:
        yield Reason(WARN, "rows-without-commune", {**title, "rows": content.without_commune})


def needed_columns(source: Source) -> set[str]:
    """The columns without which nothing can be shown."""
    columns = {source.municipality.field} if source.municipality.field else set()
    return columns | ({source.map.title, *source.map.point} if source.map else set())
