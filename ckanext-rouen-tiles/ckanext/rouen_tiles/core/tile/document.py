"""A tile, typed: what `parse.read_tile` gives once every field has been checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MAP_LIST, CALENDAR, REALTIME, FEED = "map_list", "calendar", "realtime", "feed"
LINK, FORM, STATIC = "link", "form", "static"

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
class Local:
    """The column of a text in French and, when there is one, the column of the same text in English."""

    fr: str
    en: str | None = None

    def columns(self) -> tuple[str, ...]:
        """Every column that is read."""
        return (self.fr, self.en) if self.en else (self.fr,)


#: What a key of `map` names: a column, a text by language, columns in order, or columns by a key of their own.
Mapped = str | Local | tuple[str, ...] | dict[str, Local]


@dataclass(frozen=True)
class ColumnMap:
    """Which column of the source gives which property of an item: the keys that the kind knows, with what they name.

    `asked` are the keys that the document itself names; the others are the profile's own, whose columns may be absent.
    Without those of `needed` nothing can be shown.
    """

    keys: Mapping[str, Mapped]
    asked: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()

    def column(self, key: str) -> str | None:
        """The one column of a key."""
        found = self.keys.get(key)
        return found if isinstance(found, str) else None

    def local(self, key: str) -> Local | None:
        """The columns of a text by language."""
        found = self.keys.get(key)
        return found if isinstance(found, Local) else None

    def several(self, key: str) -> tuple[str, ...]:
        """The columns of a key, in order."""
        found = self.keys.get(key)
        return found if isinstance(found, tuple) else ()

    def named(self, key: str) -> dict[str, Local]:
        """The columns of a key by the keys that the app sees."""
        found = self.keys.get(key)
        return found if isinstance(found, dict) else {}

    def speaks(self, language: str) -> bool:
        """Whether a text has a column of its own in a language other than French."""
        named = (local for value in self.keys.values() if isinstance(value, dict) for local in value.values())
        plain = (value for value in self.keys.values() if isinstance(value, Local))
        return any(getattr(local, language) for local in (*plain, *named))

    def columns(self, keys: Collection[str] | None = None) -> list[str]:
        """Every column that these keys read, or all, once each."""
        wanted = (name for key, value in self.keys.items() if keys is None or key in keys for name in _columns(value))
        return list(dict.fromkeys(wanted))


def _columns(value: Mapped) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Local):
        yield from value.columns()
    elif isinstance(value, tuple):
        yield from value
    else:
        for local in value.values():
            yield from local.columns()


@dataclass(frozen=True)
class Freshness:
    """After how long a source is to be watched, and after how long it fails."""

    basis: str
    warn: timedelta
    fail: timedelta


@dataclass(frozen=True)
class Municipality:
    """How an item is given to a commune: by a column, by its point, or declared for a list (`None` is all 71).

    A commune with fewer than `min_rows` items is not covered.
    """

    by: str
    field: str | None = None
    communes: tuple[str, ...] | None = None
    min_rows: int = 1


@dataclass(frozen=True)
class Source:
    """A resource that the tile shows; only a primary one has a `map`.

    `upstream` is a feed that this portal does not read (GTFS-RT) and that the app may ask itself.
    """

    resource: str
    role: str
    profile: str | None
    map: ColumnMap | None
    freshness: Freshness | None
    municipality: Municipality
    upstream: str | None = None


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
        """Whether the app asks this tile for data: kinds with data need a source, the others have none."""
        return bool(self.sources)
