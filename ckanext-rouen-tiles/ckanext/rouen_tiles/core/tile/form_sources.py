"""The part of the form that says where a tile's data come from, and which column gives what."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from .form_values import Leaf, integer, period, text
from .places import get, put

Document = dict[str, Any]
Form = Mapping[str, list[str]]

#: Properties that a kind takes from columns, in the order of the form; a tuple of several is filled by several columns.
COLUMNS: dict[str, tuple[str, ...]] = {
    "map_list": ("title", "point", "address", "category", "hours", "phone", "url", "accessible", "id"),
    "calendar": ("title", "start", "end", "category", "place", "status", "id"),
    "realtime": ("title", "point", "observed_at", "status", "id"),
    "feed": ("title", "summary", "date", "url", "id"),
}
#: How many columns fill a property that takes several.
SEVERAL = {"point": 2, "address": 4}

_LEAVES = (
    text("resource"),
    text("role", "primary"),
    text("profile"),
    text("municipality.by"),
    text("municipality.field"),
    integer("municipality.min_rows", "1"),
    text("freshness.basis", "source_modified"),
    period("freshness.warn"),
    period("freshness.fail"),
)
_SHOWN = re.compile(r"sources\[\d+\]\.(resource|role|profile|map\.(\w+)|municipality\.\w+|freshness\.\w+)")
_ALL, _SOME = "all", "some"


def values(source: Document, prefix: str) -> dict[str, Any]:
    """What the fields of one source show."""
    shown: dict[str, Any] = {}
    for leaf in _LEAVES:
        held = get(source, leaf.path)
        shown[f"{prefix}.{leaf.path}"] = leaf.absent if held is None else leaf.show(held)
    for name in _properties():
        held = get(source, f"map.{name}")
        shown[f"{prefix}.map.{name}"] = _as_list(held) if name in SEVERAL else _first(held)
    communes = get(source, "municipality.communes")
    shown[f"{prefix}.municipality.scope"] = _SOME if isinstance(communes, list) else _ALL
    shown[f"{prefix}.municipality.communes"] = _as_list(communes) if isinstance(communes, list) else []
    return shown


def fill(document: Document, form: Form) -> None:
    """Write the sources that the form names, in its order; one without a table is taken out."""
    count = 0
    while f"sources[{count}].resource" in form:
        count += 1
    if not count:
        return
    held = document.get("sources")
    known = held if isinstance(held, list) else []
    made = [
        _source(form, f"sources[{index}]", copy.deepcopy(known[index]) if index < len(known) else {}, first=index == 0)
        for index in range(count)
        if form[f"sources[{index}].resource"][0].strip()
    ]
    made += known[count:]
    if made:
        document["sources"] = made
    elif "sources" in document:
        del document["sources"]


def shows(path: str) -> bool:
    """Whether the form has a field for this path of a source."""
    match = _SHOWN.fullmatch(path)
    return match is not None and (match.group(2) is None or match.group(2) in _properties())


def _source(form: Form, prefix: str, source: Document, *, first: bool) -> Document:
    if not source and not first:
        source["role"] = "auxiliary"
    for leaf in _LEAVES:
        _write(source, form, prefix, leaf)
    for name in _properties():
        _write_columns(source, form, f"{prefix}.map.{name}", name)
    _fill_municipality(source, form, prefix)
    if not (get(source, "freshness.warn") or get(source, "freshness.fail")):
        put(source, "freshness.basis", None)
    return source


def _write(source: Document, form: Form, prefix: str, leaf: Leaf) -> None:
    """Write one field of a source; a period is a number and a unit, which says nothing without the number."""
    parts = [part.strip() for part in form.get(f"{prefix}.{leaf.path}", [])]
    if not parts:
        return
    said, held = " ".join(parts) if parts[0] else "", get(source, leaf.path)
    if said != (leaf.absent if held is None else leaf.show(held)):
        put(source, leaf.path, None if held is None and said == leaf.absent else leaf.read(said))


def _write_columns(source: Document, form: Form, name: str, key: str) -> None:
    if name not in form:
        return
    chosen, held = [column for column in form[name] if column.strip()], get(source, f"map.{key}")
    if chosen == _as_list(held):
        return
    put(source, f"map.{key}", (chosen if key in SEVERAL else chosen[0]) if chosen else None)


def _fill_municipality(source: Document, form: Form, prefix: str) -> None:
    by = get(source, "municipality.by")
    if by != "declared":
        put(source, "municipality.communes", None)
        return
    put(source, "municipality.field", None)
    scope = (form.get(f"{prefix}.municipality.scope") or [""])[0]
    chosen, held = sorted(form.get(f"{prefix}.municipality.communes", [])), get(source, "municipality.communes")
    if scope == _SOME and (not isinstance(held, list) or sorted(map(str, held)) != chosen):
        put(source, "municipality.communes", chosen)
    elif scope == _ALL and held != _ALL:
        put(source, "municipality.communes", _ALL)


def _properties() -> list[str]:
    return list(dict.fromkeys(name for names in COLUMNS.values() for name in names))


def _as_list(held: Any) -> list[str]:
    if held is None:
        return []
    return [str(item) for item in held] if isinstance(held, list) else [str(held)]


def _first(held: Any) -> str:
    return (_as_list(held) or [""])[0]
