"""The data of a tile: its sources as they stand, whether they changed since the last check, the files made of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from ckan import model

from ckanext.rouen_municipalities.core.contours import Kind as ShapeKind
from ckanext.rouen_municipalities.store import contours

from .. import config
from ..core.content.build import MAXIMUM_ITEMS, Content, build
from ..core.content.cells import Cells
from ..core.content.kinds import KINDS
from ..core.content.places import Contours
from ..core.content.rows import Locate, Row, give
from ..core.content.shapes import first_point, shape_of
from ..core.feed import reading
from ..core.feed.words import words
from ..core.health import ContentFacts, SourceFacts, needed_columns
from ..core.messages import Issue, Refused, refuse
from ..core.tile import Tile
from ..core.tile.document import PRIMARY, ColumnMap, Source
from ..core.tile.instants import PARIS, read_written, written
from ..store import content as sources
from ..store import feed as feeds
from ..store.content import SourceState
from ..store.feed import Feed
from ..store.health import BuiltContent, Check
from .vocabulary import vocabulary

log = logging.getLogger(__name__)

#: Grows when the same rows would give other files, so that they are built again after an upgrade.
CONTENT_VERSION = 4


@dataclass(frozen=True)
class Bound:
    """A source of a tile as it stands; None where there is no such resource, or no reading of the feed yet."""

    source: Source
    state: SourceState | None
    feed: Feed | None

    @property
    def is_feed(self) -> bool:
        """Whether it is read from its address."""
        return reading.is_feed(self.source.profile)

    @property
    def version(self) -> str | None:
        """What names its content; None when it has none that anyone may see."""
        if self.state is None or not self.state.public:
            return None
        if self.is_feed:
            return self.feed.sha256 if self.feed else None
        return self.state.publication_id

    @property
    def modified(self) -> datetime | None:
        """When its content changed."""
        return (self.feed.changed if self.feed else None) if self.is_feed else (self.state and self.state.modified)

    @property
    def timestamp(self) -> datetime | None:
        """What a feed says of its time."""
        return self.feed.timestamp if self.is_feed and self.feed else None


def bound(tile: Tile) -> list[Bound]:
    """The sources of a tile, in its order."""
    resources = [source.resource for source in tile.sources]
    states = sources.states(model.Session, resources)
    of_feeds = [source.resource for source in tile.sources if reading.is_feed(source.profile)]
    read = feeds.heads(model.Session, of_feeds)
    return [Bound(source, states.get(source.resource), read.get(source.resource)) for source in tile.sources]


def facts(one: Bound) -> SourceFacts:
    """What a check is to know of a source."""
    source, state = one.source, one.state
    known = SourceFacts(source.resource, state.title if state else source.resource, is_feed=one.is_feed)
    if state is None or not state.public:
        return known
    if source.upstream:
        return replace(known, public=True, published=True)
    known = replace(known, public=True, problem=one.feed.problem if one.feed else None)
    if one.version is None:
        return known
    known = replace(known, published=True, modified=one.modified, timestamp=one.timestamp)
    return known if one.is_feed else replace(known, missing_columns=_missing(source))


def content(
    tile: Tile, revision: int, sources_bound: Sequence[Bound], last: Check | None, now: datetime
) -> BuiltContent:
    """The data of the last check when nothing changed; else new ones. When those are refused the old stay.

    Of another revision nothing stays: what it mapped is not what is approved.
    """
    old = last.content if last and last.revision == revision else BuiltContent()
    primary = next((one for one in sources_bound if one.source.role == PRIMARY), None)
    if primary is None:
        return BuiltContent()
    if primary.version is None:
        return old
    today = now.astimezone(PARIS).date()
    key = _key(tile, revision, primary.version, today)
    if key == old.key and (old.version is None or config.folder().has_data(tile.id, old.version)):
        return old
    try:
        return _built(tile, primary, now, key)
    except Refused as refused:
        log.warning("data of tile %s refused: %s", tile.id, refused)
        return replace(old, key=key, refused=tuple(asdict(issue) for issue in refused.issues))
    except OSError as error:
        # One tile whose data cannot be written keeps none of the others from being checked, and is tried again.
        log.exception("data of tile %s could not be written", tile.id)
        kept = old.version if old.version and config.folder().has_data(tile.id, old.version) else None
        issue = Issue("data-not-written", "", {"problem": error.strerror or type(error).__name__})
        return replace(old, key="", version=kept, refused=(asdict(issue),))


def content_facts(built: BuiltContent) -> ContentFacts:
    """What the data tell of the health of their tile."""
    return ContentFacts(
        items=built.items,
        covered=len(built.coverage),
        lost=built.lost,
        refused=tuple(Issue(**issue) for issue in built.refused),
        observed=_read(built.observed),
        valid_until=_read(built.valid_until),
    )


def observed_at(built: BuiltContent, known: Iterable[SourceFacts]) -> datetime | None:
    """The newest time that the data are of."""
    times = [moment for fact in known for moment in (fact.timestamp or fact.modified,) if moment]
    return _read(built.observed) or max(times, default=None)


def _key(tile: Tile, revision: int, version: str, today: date) -> str:
    """What the data depend on: of some kinds the day too, of some tiles the contours of the communes."""
    parts = [CONTENT_VERSION, revision, version, len(vocabulary().communes)]
    if KINDS[tile.kind].daily:
        parts.append(today.isoformat())
    if tile.primary and tile.primary.municipality.by == "point":
        parts.append("contours" if _contours() else "none")
    return " ".join(map(str, parts))


def _built(tile: Tile, one: Bound, now: datetime, key: str) -> BuiltContent:
    source = one.source
    if source.map is None:
        raise refuse("kind-without-data", kind=tile.kind)
    communes = vocabulary().communes
    rows = _rows(one, source.map, MAXIMUM_ITEMS * len(communes))
    given = give(rows, source.municipality, communes, _locate(source, source.map))
    as_of = one.timestamp or one.modified or now
    return _kept(tile, source, build(tile, given, communes, as_of, now), key)


def _kept(tile: Tile, source: Source, made: Content, key: str) -> BuiltContent:
    return BuiltContent(
        key=key,
        version=config.folder().write_data(tile.id, made.files),
        coverage=made.covered(source),
        own=made.own(source),
        items=sum(made.counts.values()),
        lost=made.lost,
        observed=written(made.observed) if made.observed else None,
        valid_until=written(made.valid_until) if made.valid_until else None,
    )


def _rows(one: Bound, columns: ColumnMap, most: int) -> list[Row]:
    """The rows of a feed or of a table. Raises Refused when there are more than any app could show."""
    rows = _of_feed(one) if one.is_feed else _of_table(one, columns, most)
    if len(rows) > most:
        raise refuse("too-many-rows", source=one.state.title if one.state else "", maximum=most)
    return rows


def _of_feed(one: Bound) -> list[Row]:
    found = feeds.known(model.Session, [one.source.resource]).get(one.source.resource)
    if found is None or found.sha256 is None:
        raise refuse("feed-not-read", source=one.state.title if one.state else "", problem=words(None))
    bodies = {name: document["body"] for name, document in found.documents.items()}
    return list(reading.read(bodies).rows)


def _of_table(one: Bound, columns: ColumnMap, most: int) -> list[Row]:
    source, there = one.source, sources.columns(one.source.resource)
    missing = sorted(needed_columns(source) - there)
    if missing:
        raise refuse("column-missing", source=one.state.title if one.state else "", column=missing[0])
    wanted = [name for name in [*columns.columns(), source.municipality.field or ""] if name in there]
    return list(sources.rows(source.resource, dict.fromkeys(wanted), most + 1))


def _missing(source: Source) -> tuple[str, ...]:
    """Columns that the document names and the table lacks; those of a profile are asked for where they are needed."""
    there = sources.columns(source.resource)
    asked = source.map.columns(source.map.asked) if source.map else []
    return tuple(name for name in dict.fromkeys([*asked, *sorted(needed_columns(source))]) if name not in there)


def _locate(source: Source, columns: ColumnMap) -> Locate | None:
    """How the commune of a row is found by its place. Raises Refused without contours."""
    if source.municipality.by != "point":
        return None
    known, cells = _contours(), Cells(columns, "fr")
    if not known:
        raise refuse("contours-missing")

    def commune_of(row: Row) -> str | None:
        shape = shape_of(cells.raw(row, "geometry")) if "geometry" in columns.keys else None
        place = first_point(shape) if shape else cells.point(row)
        return known.commune_of(place) if place else None

    return commune_of


def _contours() -> Contours:
    shapes, _ = contours.shapes(model.Session, [ShapeKind.COMMUNE])
    return Contours({shape.code: shape.lines for shape in shapes})


def _read(text: Any) -> datetime | None:
    return read_written(text) if text else None
