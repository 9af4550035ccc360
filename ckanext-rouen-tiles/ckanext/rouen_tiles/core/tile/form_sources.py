"""The part of the form that says where a tile's data come from, and which column gives what."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from ..content.kinds import KINDS
from .form_values import Leaf, integer, period, text
from .mapping import COLUMNS, NAMED, POINT
from .places import get, put

Document = dict[str, Any]
Form = Mapping[str, list[str]]

#: How many columns the form offers for a property that takes several.
SEVERAL = {COLUMNS: 4, POINT: 2}

_LEAVES = (
    text("resource"),
    text("role", "primary"),
    text("profile"),
    text("upstream"),
    text("municipality.by"),
    text("municipality.field"),
    integer("municipality.min_rows", "1"),
    text("freshness.basis", "source_modified"),
    period("freshness.warn"),
    period("freshness.fail"),
)
_SHOWN = re.compile(
    r"sources\[\d+\]\.(resource|role|profile|upstream|map\.(\w+)(\.\w+)?|municipality\.\w+|freshness\.\w+)"
)
_ALL, _SOME = "all", "some"


def values(source: Document, prefix: str, kind: str) -> dict[str, Any]:
    """What the fields of one source show."""
    shown: dict[str, Any] = {}
    for leaf in _LEAVES:
        held = get(source, leaf.path)
        shown[f"{prefix}.{leaf.path}"] = leaf.absent if held is None else leaf.show(held)
    for name, shape in columns_of(kind).items():
        held = get(source, f"map.{name}")
        if shape in SEVERAL:
            shown[f"{prefix}.map.{name}"] = _as_list(held)
        else:
            shown[f"{prefix}.map.{name}"], shown[f"{prefix}.map.{name}.en"] = by_language(held)
    communes = get(source, "municipality.communes")
    shown[f"{prefix}.municipality.scope"] = _SOME if isinstance(communes, list) else _ALL
    shown[f"{prefix}.municipality.communes"] = _as_list(communes) if isinstance(communes, list) else []
    return shown


def columns_of(kind: str) -> dict[str, str]:
    """The properties that a kind takes from columns, each with its shape; those with names of their own are rows."""
    known = KINDS.get(kind)
    return {name: shape for name, shape in known.keys.items() if shape != NAMED} if known else {}


def by_language(held: Any) -> tuple[str, str]:
    """The columns of a text in French and in English."""
    if isinstance(held, dict):
        return str(held.get("fr") or ""), str(held.get("en") or "")
    return "" if held is None else str(held), ""


def fill(document: Document, form: Form) -> None:
    """Write the sources that the form names, in its order; one without a table is taken out."""
    count = 0
    while f"sources[{count}].resource" in form:
        count += 1
    if not count:
        return
    held = document.get("sources")
    known = held if isinstance(held, list) else []
    kind = str(document.get("kind") or "")
    made = [
        _source(form, f"sources[{index}]", copy.deepcopy(known[index]) if index < len(known) else {}, kind, index == 0)
        for index in range(count)
        if form[f"sources[{index}].resource"][0].strip()
    ]
    made += known[count:]
    if made:
        document["sources"] = made
    elif "sources" in document:
        del document["sources"]


def shows(path: str, kind: str) -> bool:
    """Whether the form has a field for this path of a source."""
    match = _SHOWN.fullmatch(path)
    return match is not None and (match.group(2) is None or match.group(2) in columns_of(kind))


def _source(form: Form, prefix: str, source: Document, kind: str, is_first: bool) -> Document:
    if not source and not is_first:
        source["role"] = "auxiliary"
    for leaf in _LEAVES:
        _write(source, form, prefix, leaf)
    for name, shape in columns_of(kind).items():
        _write_columns(source, form, f"{prefix}.map.{name}", shape)
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


def _write_columns(source: Document, form: Form, name: str, shape: str) -> None:
    """Write the columns of one property; those that did not change stay as they are written."""
    if name not in form:
        return
    path = name.partition(".")[2]
    held = get(source, path)
    chosen = [column for column in form[name] if column.strip()]
    if shape in SEVERAL:
        if chosen != _as_list(held):
            # One column alone is one that holds both longitude and latitude.
            put(source, path, (chosen[0] if shape == POINT and len(chosen) == 1 else chosen) if chosen else None)
        return
    french, english = (chosen or [""])[0], (form.get(f"{name}.en") or [""])[0]
    if (french, english) != by_language(held):
        put(source, path, {"fr": french or None, "en": english} if english else french or None)


def _fill_municipality(source: Document, form: Form, prefix: str) -> None:
    by = get(source, "municipality.by")
    if by != "column":
        put(source, "municipality.field", None)
    if by != "declared":
        put(source, "municipality.communes", None)
        return
    scope = (form.get(f"{prefix}.municipality.scope") or [""])[0]
    chosen, held = sorted(form.get(f"{prefix}.municipality.communes", [])), get(source, "municipality.communes")
    if scope == _SOME and (not isinstance(held, list) or sorted(map(str, held)) != chosen):
        put(source, "municipality.communes", chosen)
    elif scope == _ALL and held != _ALL:
        put(source, "municipality.communes", _ALL)


def _as_list(held: Any) -> list[str]:
    if held is None:
        return []
    return [str(item) for item in held] if isinstance(held, list) else [str(held)]
