"""From a document (YAML or JSON, already read into lists and mappings) to a checked `Tile`."""

from __future__ import annotations

from typing import Any

from ..messages import refuse
from .document import (
    AUXILIARY,
    FLAG,
    HIDE,
    KEEP_WITH_NOTICE,
    KINDS,
    KINDS_WITH_DATA,
    MAP_LIST,
    PRIMARY,
    Accessibility,
    Action,
    Attribution,
    Block,
    ColumnMap,
    Freshness,
    Labelled,
    Municipality,
    Notice,
    Owner,
    Param,
    Privacy,
    Source,
    Text,
    Tile,
    View,
    Window,
)
from .instants import duration, instant
from .mapping import DEFAULTS
from .reader import Fields, Reader, boolean, https_url, integer, list_of, mapping_of, one_of, record, string
from .vocabulary import RESERVED_IDS, Vocabulary

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_COLUMN = string(63)
_KEY = string(40, r"[a-z][a-z0-9_]*")
_WORD = string(60, r"[a-z][a-z0-9_-]*")


def read_tile(document: Any, vocabulary: Vocabulary) -> Tile:
    """The tile of this document. Raises Refused with every field that is wrong."""
    fields = Fields(document)
    tile = _tile(fields, vocabulary)
    fields.finish()
    _check_whole(tile)
    return tile


def read_id(value: Any) -> str:
    """A tile's id: never changed, never reused."""
    found = string(49, r"[a-z][a-z0-9-]{2,48}")(value)
    if found in RESERVED_IDS:
        raise refuse("reserved-id", value=found)
    return found


def _tile(fields: Fields, words: Vocabulary) -> Tile:
    take = fields.take
    insee = _insee(words)
    return Tile(
        id=take("id", read_id),
        category=take("category", one_of(words.categories.keys())),
        rank=take("rank", integer(0, 10_000), 1_000),
        title=take("title", _text(30)),
        summary=take("summary", _text(90)),
        a11y=take("a11y", record(_accessibility)),
        icon=take("icon", one_of(words.icons)),
        kind=take("kind", one_of(KINDS)),
        department=take("department", one_of(words.departments.keys())),
        params=take("params", list_of(record(_param), 10), ()),
        sources=take("sources", list_of(record(lambda f: _source(f, insee)), 10), ()),
        view=take("view", record(_view), View()),
        on_unhealthy=take("on_unhealthy", one_of((FLAG, HIDE, KEEP_WITH_NOTICE)), FLAG),
        audience=take("audience", record(lambda f: f.take("communes", _communes(insee))), None),
        window=take("window", record(_window), Window()),
        notice=take("notice", record(_notice), None),
        client_min=take("client", record(lambda f: f.take("min", _versions, {})), {}),
        action=take("action", record(_action), None),
        fallback=take("fallback", record(_action), None),
        owner=take("owner", record(_owner)),
        attribution=take("attribution", list_of(record(_attribution), 10), ()),
        privacy=take("privacy", record(_privacy), Privacy("none", False)),
    )


def _check_whole(tile: Tile) -> None:
    """Rules between fields."""
    if tile.kind in KINDS_WITH_DATA and not tile.sources:
        raise refuse("sources-needed", "sources", kind=tile.kind)
    if tile.kind not in KINDS_WITH_DATA and tile.sources:
        raise refuse("sources-refused", "sources", kind=tile.kind)
    if tile.sources and sum(source.role == PRIMARY for source in tile.sources) != 1:
        raise refuse("one-primary", "sources")
    if tile.kind in ("link", "form") and tile.action is None:
        raise refuse("action-needed", "action", kind=tile.kind)
    primary = tile.primary
    if tile.kind == MAP_LIST and primary and primary.map is None:
        raise refuse("map-needed", "sources", profile=primary.profile or "?", missing="title, map.point")


def _text(maximum: int) -> Reader[Text]:
    words = string(maximum)
    return record(lambda fields: Text(fr=fields.take("fr", words), en=fields.take("en", words, None)))


def _accessibility(fields: Fields) -> Accessibility:
    return Accessibility(label=fields.take("label", _text(120)), hint=fields.take("hint", _text(200), None))


def _param(fields: Fields) -> Param:
    return Param(
        key=fields.take("key", _KEY),
        type=fields.take("type", one_of(("insee", "text", "integer"))),
        required=fields.take("required", boolean, False),
    )


def _source(fields: Fields, insee: Reader[str]) -> Source:
    profile = fields.take("profile", string(120), None)
    columns = fields.take("map", record(lambda f: _column_map(f, profile)), DEFAULTS.get(profile or ""))
    return Source(
        resource=fields.take("resource", string(36, _UUID)),
        role=fields.take("role", one_of((PRIMARY, AUXILIARY)), PRIMARY),
        profile=profile,
        map=columns,
        freshness=fields.take("freshness", _freshness, None),
        municipality=fields.take("municipality", record(lambda f: _municipality(f, insee))),
    )


def _column_map(fields: Fields, profile: str | None) -> ColumnMap:
    """A column that the document does not name is the profile's own."""
    default = DEFAULTS.get(profile or "")

    def take(name: str, read: Reader[Any] = _COLUMN) -> Any:
        return fields.take(name, read, getattr(default, name, None))

    columns = ColumnMap(
        title=take("title"),
        point=take("point", _point),
        id=take("id"),
        address=take("address", _columns) or (),
        category=take("category"),
        hours=take("hours"),
        phone=take("phone"),
        url=take("url"),
        accessible=take("accessible"),
        facets=take("facets", mapping_of(_COLUMN, r"[a-z][a-z0-9_]*")),
        fields=take("fields", mapping_of(_COLUMN, r"[a-z][a-z0-9_]*")),
    )
    missing = [name for name in ("title", "point") if getattr(columns, name) is None]
    fields.finish()
    if missing:
        raise refuse("map-needed", profile=profile or "?", missing=missing[0])
    return columns


def _point(value: Any) -> tuple[str, str]:
    found = list_of(_COLUMN, 2)(value)
    if len(found) != 2:  # noqa: PLR2004
        raise refuse("pattern", value=value, expected="[longitude, latitude]")
    return (found[0], found[1])


def _columns(value: Any) -> tuple[str, ...]:
    return list_of(_COLUMN, 10)(value if isinstance(value, list) else [value])


def _freshness(value: Any) -> Freshness:
    found = record(_freshness_fields)(value)
    if found.fail <= found.warn:
        raise refuse("freshness-order")
    return found


def _freshness_fields(fields: Fields) -> Freshness:
    return Freshness(
        basis=fields.take("basis", one_of(("source_modified", "feed_timestamp", "validity_period")), "source_modified"),
        warn=fields.take("warn", duration),
        fail=fields.take("fail", duration),
    )


def _municipality(fields: Fields, insee: Reader[str]) -> Municipality:
    by = fields.take("by", one_of(("column", "declared")))
    min_rows = fields.take("min_rows", integer(0, 1_000_000), 1)
    if by == "column":
        return Municipality(by, field=fields.take("field", _COLUMN), min_rows=min_rows)
    return Municipality(by or "", communes=fields.take("communes", _communes(insee)), min_rows=min_rows)


def _labelled(fields: Fields) -> Labelled:
    return Labelled(
        key=fields.take("key", string(60)),
        label=fields.take("label", _text(60)),
        unit=fields.take("unit", string(20), None),
        format=fields.take("format", _WORD, None),
    )


def _block(fields: Fields) -> Block:
    return Block(
        type=fields.take("type", one_of(("text", "phone", "link"))),
        text=fields.take("text", _text(500), None),
        phone=fields.take("phone", string(20, r"\+?[0-9 ().-]{2,20}"), None),
        url=fields.take("url", https_url, None),
    )


def _view(fields: Fields) -> View:
    labels = list_of(record(_labelled), 30)
    return View(
        legend=fields.take("legend", labels, ()),
        filters=fields.take("filters", labels, ()),
        fields=fields.take("fields", labels, ()),
        metrics=fields.take("metrics", labels, ()),
        blocks=fields.take("blocks", list_of(record(_block), 30), ()),
        sort=fields.take("sort", _KEY, None),
        empty=fields.take("empty", _text(90), None),
    )


def _window(fields: Fields) -> Window:
    start, end = fields.take("from", instant, None), fields.take("until", instant, None)
    if start and end and end <= start:
        raise refuse("window-order")
    return Window(start, end)


def _notice(fields: Fields) -> Notice:
    return Notice(
        level=fields.take("level", one_of(("info", "warning", "alert"))),
        text=fields.take("text", _text(200)),
        url=fields.take("url", https_url, None),
        window=_window(fields),
    )


def _action(fields: Fields) -> Action:
    return Action(
        type=fields.take("type", _WORD),
        web_url=fields.take("web_url", https_url),
        label=fields.take("label", _text(40), None),
    )


def _owner(fields: Fields) -> Owner:
    return Owner(
        organization=fields.take("organization", string(100)),
        contact=fields.take("contact", string(200), None),
    )


def _attribution(fields: Fields) -> Attribution:
    return Attribution(
        text=fields.take("text", string(200)),
        licence=fields.take("licence", string(60), None),
        url=fields.take("url", https_url, None),
    )


def _privacy(fields: Fields) -> Privacy:
    return Privacy(
        location=fields.take("location", one_of(("none", "approximate", "precise")), "none"),
        personal_data=fields.take("personal_data", boolean, False),
    )


def _versions(value: Any) -> dict[str, str]:
    return mapping_of(string(20, r"\d{1,4}(\.\d{1,4}){0,2}"), r"ios|android")(value)


def _insee(words: Vocabulary) -> Reader[str]:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise refuse("not-a-text", value=value)
        if value not in words.communes:
            raise refuse("not-insee", value=value)
        return value

    return read


def _communes(insee: Reader[str]) -> Reader[tuple[str, ...] | None]:
    """`all`, given as None, or a list of INSEE codes."""
    codes = list_of(insee, 71)

    def read(value: Any) -> tuple[str, ...] | None:
        if value == "all":
            return None
        found = codes(value)
        repeated = next((code for code in found if found.count(code) > 1), None)
        if repeated:
            raise refuse("twice", value=repeated)
        if not found:
            raise refuse("empty")
        return tuple(sorted(found))

    return read
