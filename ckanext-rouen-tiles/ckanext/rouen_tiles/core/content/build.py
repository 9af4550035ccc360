"""The data files of a tile: for each commune and language an envelope with its items, within the caps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..messages import LANGUAGES, refuse
from ..release.archive import calendar_name, data_name
from ..tile.document import Source, Tile
from ..tile.instants import written
from . import ics
from .cells import Cells
from .items import Item, Items, Setting
from .kinds import KINDS, Kind
from .rows import Row, RowsGiven

MAXIMUM_ITEMS = 2_000
MAXIMUM_BYTES = 1024 * 1024

FEED_TIMESTAMP, VALIDITY_PERIOD = "feed_timestamp", "validity_period"


@dataclass(frozen=True)
class Content:
    """The files by name, how many items each commune has, and what could not be shown, by the code that says so.

    `observed` is the newest time of an observation, `valid_until` the end of what the rows tell, where they say so.
    """

    files: dict[str, bytes]
    counts: dict[str, int]
    lost: dict[str, int] = field(default_factory=dict)
    observed: datetime | None = None
    valid_until: datetime | None = None

    def covered(self, source: Source) -> tuple[str, ...]:
        """The communes that the source is for and that have as many items as it asks of each."""
        scope = source.municipality.communes if source.municipality.by == "declared" else None
        least = source.municipality.min_rows
        found = (insee for insee, count in self.counts.items() if count >= least and (not scope or insee in scope))
        return tuple(sorted(found))

    def own(self, source: Source) -> tuple[str, ...]:
        """The communes that have an item of their own: one that all are shown is nobody's."""
        if source.municipality.by == "declared" and source.municipality.communes is None:
            return ()
        return tuple(sorted(insee for insee, count in self.counts.items() if count))


def build(
    tile: Tile, rows: RowsGiven, communes: Collection[str], as_of: datetime, now: datetime | None = None
) -> Content:
    """The data files of all communes; one without items has an empty file. Raises Refused past a cap.

    `as_of` is the time of the source, `now` that of the check where it is another.
    """
    source, kind = tile.primary, KINDS[tile.kind]
    if source is None or source.map is None or kind.build is None:
        raise refuse("kind-without-data", kind=tile.kind)
    made = _Made(tile, source, kind, now or as_of)
    for insee in sorted(communes):
        made.add(insee, rows)
    made.lost["rows-without-commune"] = rows.without_commune
    observed = max((found.observed for found in made.all_items() if found.observed), default=None)
    until = max((found.valid_until for found in made.all_items() if found.valid_until), default=None)
    stamp = (observed or as_of) if _basis(source) == FEED_TIMESTAMP else as_of
    return Content(
        files=dict(made.files(stamp, _stale_after(source, stamp, until))),
        counts={insee: len(found["fr"][0].items) for insee, found in made.by_commune.items()},
        lost={code: count for code, count in made.lost.items() if count},
        observed=observed,
        valid_until=until,
    )


class _Made:
    """The items of each commune in each language; rows that all communes share become items once."""

    def __init__(self, tile: Tile, source: Source, kind: Kind, now: datetime) -> None:
        assert source.map is not None  # noqa: S101  (a primary source has one)
        assert kind.build is not None  # noqa: S101
        self._map, self._build = source.map, kind.build
        self._tile, self._kind, self._setting = tile, kind, Setting(tile, now)
        self._said: dict[int, list[str]] = {}
        self._shared: dict[tuple[int, str], tuple[Items, list[str]]] = {}
        self._written: dict[int, list[tuple[Any, bytes]]] = {}
        self.by_commune: dict[str, dict[str, tuple[Items, list[str]]]] = {}
        self.lost: Counter[str] = Counter()

    def add(self, insee: str, rows: RowsGiven) -> None:
        """Make the items of a commune."""
        given = rows.by_commune.get(insee, _NONE)
        is_new = (id(given), "fr") not in self._shared
        self.by_commune[insee] = {language: self._items(given, language) for language in LANGUAGES}
        found = self.by_commune[insee]["fr"][0]
        if len(found.items) > MAXIMUM_ITEMS:
            raise refuse("too-many-items", count=len(found.items), commune=insee, maximum=MAXIMUM_ITEMS)
        if is_new:
            self.lost.update(found.lost)

    def all_items(self) -> Iterator[Items]:
        """The items of each commune."""
        return (found["fr"][0] for found in self.by_commune.values())

    def files(self, stamp: datetime, stale_after: str | None) -> Iterator[tuple[str, bytes]]:
        """Every file by its name."""
        for insee, languages in self.by_commune.items():
            for language, (found, fallback) in languages.items():
                head = {
                    "tile": self._tile.id,
                    "kind": self._tile.kind,
                    "commune": insee,
                    "lang": language,
                    "fallback_lang": fallback,
                    "as_of": written(stamp),
                    "stale_after": stale_after,
                    "count": len(found.items),
                }
                body = _json(head)[:-1] + b',"items":' + self._shaped(found.items, language) + b"}"
                yield data_name(insee, language), _capped(body, insee)
            if self._kind.ics:
                items = languages["fr"][0].items
                yield calendar_name(insee), _capped(ics.calendar(self._tile, items, stamp), insee)

    def _shaped(self, items: list[Item], language: str) -> bytes:
        """The items in the shape of the kind, written once for all communes and languages that show the same."""
        shaped = self._kind.shape(self._tile, items, language)
        known = self._written.setdefault(id(items), [])
        found = next((body for same, body in known if same == shaped), None)
        if found is None:
            found = _json(shaped)
            known.append((shaped, found))
        return found

    def _items(self, rows: list[Row], language: str) -> tuple[Items, list[str]]:
        key = (id(rows), language)
        if key not in self._shared:
            self._shared[key] = self._built(rows, language)
        return self._shared[key]

    def _built(self, rows: list[Row], language: str) -> tuple[Items, list[str]]:
        """Where no text has a column of its own in this language, the items are those in French."""
        cells = Cells(self._map, language)
        if language == "fr" or self._map.speaks(language):
            made = self._build(rows, cells, self._setting)
            self._said[id(rows)] = sorted(cells.said)
            return made, sorted(cells.fallback)
        return self._items(rows, "fr")[0], self._said[id(rows)]


#: The rows of every commune that has none: one list, so that its items are made once.
_NONE: list[Row] = []


def _basis(source: Source) -> str | None:
    return source.freshness.basis if source.freshness else None


def _stale_after(source: Source, stamp: datetime, valid_until: datetime | None) -> str | None:
    """When the app is to show the age: as long after the data's time, or their end, as a source is not watched."""
    since = valid_until if _basis(source) == VALIDITY_PERIOD else stamp
    return written(since + source.freshness.warn) if source.freshness and since else None


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _capped(body: bytes, insee: str) -> bytes:
    if len(body) > MAXIMUM_BYTES:
        raise refuse("data-too-large", bytes=len(body), commune=insee, maximum=MAXIMUM_BYTES)
    return body
