"""From a document (YAML or JSON, already read into lists and mappings) to a checked `Tile`."""

from __future__ import annotations

from typing import Any

from ..messages import Issue, Refused, refuse
from .communes import declared, insee_of
from .document import (
    FLAG,
    FORM,
    HIDE,
    KEEP_WITH_NOTICE,
    LINK,
    PRIMARY,
    STATIC,
    Accessibility,
    Action,
    Attribution,
    Block,
    Labelled,
    Notice,
    Owner,
    Param,
    Privacy,
    Text,
    Tile,
    View,
    Window,
)
from .instants import instant
from .kinds import kinds
from .reader import Fields, Reader, boolean, https_url, integer, list_of, mapping_of, one_line, one_of, record, string
from .sources import source_of
from .vocabulary import RESERVED_IDS, Vocabulary

_GROUPS = {"facets", "fields", "metrics"}
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
    insee = insee_of(words.communes)
    kind = take("kind", one_of(kinds()))
    return Tile(
        id=take("id", read_id),
        category=take("category", one_of(words.categories.keys())),
        rank=take("rank", integer(0, 10_000), 1_000),
        title=take("title", _text(30)),
        summary=take("summary", _text(90)),
        a11y=take("a11y", record(_accessibility)),
        icon=take("icon", one_of(words.icons)),
        kind=kind,
        department=take("department", one_of(words.departments.keys())),
        params=take("params", list_of(record(_param), 10), ()),
        sources=take("sources", list_of(source_of(kind, insee), 10), ()),
        view=take("view", record(_view), View()),
        on_unhealthy=take("on_unhealthy", one_of((FLAG, HIDE, KEEP_WITH_NOTICE)), FLAG),
        audience=take("audience", record(lambda f: f.take("communes", declared(insee))), None),
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
    shows_data = kinds()[tile.kind].has_data
    if shows_data and not tile.sources:
        raise refuse("sources-needed", "sources", kind=tile.kind)
    if not shows_data and tile.sources:
        raise refuse("sources-refused", "sources", kind=tile.kind)
    if tile.sources and sum(source.role == PRIMARY for source in tile.sources) != 1:
        raise refuse("one-primary", "sources")
    if tile.kind in (LINK, FORM) and tile.action is None:
        raise refuse("action-needed", "action", kind=tile.kind)
    if tile.kind == STATIC and not tile.view.blocks:
        raise refuse("blocks-needed", "view.blocks", kind=tile.kind)
    _check_drawn(tile)


def _check_drawn(tile: Tile) -> None:
    """What the view names to filter by or to show is something that the data have."""
    columns = tile.primary.map if tile.primary else None
    if columns is None:
        return
    issues = []
    for part, group in (("filters", "facets"), ("fields", "fields"), ("metrics", "metrics")):
        known = {*columns.named(group), *columns.keys} - _GROUPS
        for place, labelled in enumerate(getattr(tile.view, part)):
            if labelled.key not in known:
                words = {"key": labelled.key, "group": group, "known": ", ".join(sorted(known))}
                issues.append(Issue("view-key", f"view.{part}[{place}].key", words))
    if issues:
        raise Refused(issues)


def _text(maximum: int) -> Reader[Text]:
    return _in_languages(one_line(maximum))


def _in_languages(words: Reader[str]) -> Reader[Text]:
    return record(lambda fields: Text(fr=fields.take("fr", words), en=fields.take("en", words, None)))


def _accessibility(fields: Fields) -> Accessibility:
    return Accessibility(label=fields.take("label", _text(120)), hint=fields.take("hint", _text(200), None))


def _param(fields: Fields) -> Param:
    return Param(
        key=fields.take("key", _KEY),
        type=fields.take("type", one_of(("insee", "text", "integer"))),
        required=fields.take("required", boolean, False),
    )


def _labelled(fields: Fields) -> Labelled:
    return Labelled(
        key=fields.take("key", string(60)),
        label=fields.take("label", _text(60)),
        unit=fields.take("unit", string(20), None),
        format=fields.take("format", _WORD, None),
    )


def _block(fields: Fields) -> Block:
    """A line of a static tile; a number or an address may be named by a text."""
    found = Block(
        type=fields.take("type", one_of(("text", "phone", "link"))),
        text=fields.take("text", _in_languages(string(500)), None),
        phone=fields.take("phone", string(20, r"\+?[0-9 ().-]{2,20}"), None),
        url=fields.take("url", https_url, None),
    )
    says = {"text": ("text", found.text), "phone": ("phone", found.phone), "link": ("url", found.url)}
    name, value = says.get(found.type, ("", found.type))
    if value is None:
        fields.refuse(name, refuse("required"))
    return found


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
    return mapping_of(string(20, r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}"), r"ios|android")(value)
