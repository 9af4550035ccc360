"""The kinds of tiles: a new one is a module beside this one and a line in the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..tile.document import CALENDAR, FEED, FORM, LINK, MAP_LIST, REALTIME, STATIC
from . import calendar, feed, map_list, realtime
from .items import Builder, Shape, as_they_are


@dataclass(frozen=True)
class Kind:
    """A kind: what its `map` may say and must, how rows become items, and the shape around them.

    `needed` are alternatives: of each, `map` names one key at least. Of a kind that is `daily`, other items are
    told each day; `ics` is an iCalendar file beside the data.
    """

    build: Builder | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[tuple[str, ...], ...] = ()
    shape: Shape = as_they_are
    daily: bool = False
    ics: bool = False

    @property
    def has_data(self) -> bool:
        """Whether tiles of this kind have sources, and data that the app asks for."""
        return self.build is not None


#: In the order in which a form offers them. The JSON Schema of the data of each is `core/contract/schemas/data-….json`.
KINDS: dict[str, Kind] = {
    MAP_LIST: Kind(map_list.features, map_list.KEYS, map_list.NEEDED, shape=map_list.collection),
    CALENDAR: Kind(calendar.occurrences, calendar.KEYS, calendar.NEEDED, daily=True, ics=True),
    REALTIME: Kind(realtime.observed, realtime.KEYS, realtime.NEEDED),
    FEED: Kind(feed.news, feed.KEYS, feed.NEEDED, shape=feed.json_feed, daily=True),
    LINK: Kind(),
    FORM: Kind(),
    STATIC: Kind(),
}
