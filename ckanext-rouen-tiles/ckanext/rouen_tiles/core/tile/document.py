"""A tile, typed: what `parse.read_tile` gives once every field has been checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MAP_LIST = "map_list"
KINDS_WITH_DATA = (MAP_LIST, "calendar", "realtime", "feed")
KINDS = (*KINDS_WITH_DATA, "link", "form", "static")

FLAG, HIDE, KEEP_WITH_NOTICE = "flag", "hide", "keep_with_notice"
PRIMARY, AUXILIARY = "primary", "auxiliary"


@dataclass(frozen=True)
class Text:
    """A text in French and, when there is one, in English."""

    fr: str
    en: str | None = None


@dataclass(frozen=True)
class Accessibility:
    """What a screen reader says."""

    label: Text
    hint: Text | None = None


@dataclass(frozen=True)
class Param:
    """A parameter that the app asks the person for."""

    key: str
    type: str
    required: bool


@dataclass(frozen=True)
class ColumnMap:
    """Which column of the source gives which property; `point` is (longitude, latitude)."""

    title: str
    point: tuple[str, str]
    id: str | None = None
    address: tuple[str, ...] = ()
    category: str | None = None
    hours: str | None = None
    phone: str | None = None
    url: str | None = None
    accessible: str | None = None
    facets: dict[str, str] | None = None
    fields: dict[str, str] | None = None

    def columns(self) -> list[str]:
        """Every column that is read, once each."""
        single = [self.id, self.title, *self.point, self.category, self.hours, self.phone, self.url, self.accessible]
        named = [*(self.facets or {}).values(), *(self.fields or {}).values()]
        return list(dict.fromkeys(name for name in [*single, *self.address, *named] if name))


@dataclass(frozen=True)
class Freshness:
    """After how long a source is to be watched, and after how long it fails."""

    basis: str
    warn: timedelta
    fail: timedelta


@dataclass(frozen=True)
class Municipality:
    """How an item is given to a commune: by a column, or declared for a list (`None` is all 71)."""

    by: str
    field: str | None = None
    communes: tuple[str, ...] | None = None
    min_rows: int = 1


@dataclass(frozen=True)
class Source:
    """A resource that the tile shows; `map` is None for kinds that map nothing yet."""

    resource: str
    role: str
    profile: str | None
    map: ColumnMap | None
    freshness: Freshness | None
    municipality: Municipality


@dataclass(frozen=True)
class Labelled:
    """A key of the data and how to say it; `unit` is a UCUM code."""

    key: str
    label: Text
    unit: str | None = None
    format: str | None = None


@dataclass(frozen=True)
class Block:
    """A line of a static tile."""

    type: str
    text: Text | None = None
    phone: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class View:
    """How to draw the data."""

    legend: tuple[Labelled, ...] = ()
    filters: tuple[Labelled, ...] = ()
    fields: tuple[Labelled, ...] = ()
    metrics: tuple[Labelled, ...] = ()
    blocks: tuple[Block, ...] = ()
    sort: str | None = None
    empty: Text | None = None


@dataclass(frozen=True)
class Window:
    """When something is shown: [start, end), None is unbounded."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether this instant is inside."""
        return (self.start is None or self.start <= moment) and (self.end is None or moment < self.end)


@dataclass(frozen=True)
class Notice:
    """A message on the tile: a strike, a storm."""

    level: str
    text: Text
    url: str | None
    window: Window


#: What `keep_with_notice` shows while the data fail.
FAIL_NOTICE = Notice(
    level="warning",
    text=Text("Informations peut-être dépassées : mise à jour en attente.", "May be out of date: update pending."),
    url=None,
    window=Window(),
)


@dataclass(frozen=True)
class Action:
    """What a touch does; `web_url` always works, whatever the app knows."""

    type: str
    web_url: str
    label: Text | None = None


@dataclass(frozen=True)
class Owner:
    """The CKAN organisation that answers for the tile; the contact is never published."""

    organization: str
    contact: str | None = None


@dataclass(frozen=True)
class Attribution:
    """Whose data it is, under which licence."""

    text: str
    licence: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Privacy:
    """What the tile asks of the person."""

    location: str
    personal_data: bool


@dataclass(frozen=True)
class Tile:
    """One service in the app, as its department wrote it."""

    id: str
    category: str
    rank: int
    title: Text
    summary: Text
    a11y: Accessibility
    icon: str
    kind: str
    department: str
    params: tuple[Param, ...]
    sources: tuple[Source, ...]
    view: View
    on_unhealthy: str
    audience: tuple[str, ...] | None
    window: Window
    notice: Notice | None
    client_min: dict[str, str]
    action: Action | None
    fallback: Action | None
    owner: Owner
    attribution: tuple[Attribution, ...]
    privacy: Privacy

    @property
    def primary(self) -> Source | None:
        """The source that makes the items."""
        return next((source for source in self.sources if source.role == PRIMARY), None)

    @property
    def has_data(self) -> bool:
        """Whether the app asks this tile for data."""
        return self.kind in KINDS_WITH_DATA
