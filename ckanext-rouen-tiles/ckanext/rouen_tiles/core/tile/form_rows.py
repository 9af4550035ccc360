"""The parts of the form with any number of rows: filters, more information, legend, blocks, attributions."""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from .form_sources import by_language
from .places import get, put

Document = dict[str, Any]
Form = Mapping[str, list[str]]

#: Lists of `view` whose keys are columns of the main source, and the part of its `map` that names them.
MAPPED = {"filters": "facets", "fields": "fields", "metrics": "metrics"}
#: Lists whose rows stand by themselves, with what a row says; a row that says nothing is taken out.
PLAIN = {
    "view.legend": ("key", "label.fr", "label.en"),
    "view.blocks": ("type", "text.fr", "text.en", "phone", "url"),
    "attribution": ("text", "licence", "url"),
}
_LABELS = ("label.fr", "label.en", "unit", "format")
_COLUMNS = ("column", "column.en")
#: Chosen from a list, where something always is.
_ALWAYS_CHOSEN = "type"


def values(document: Document) -> dict[str, Any]:
    """The rows of each list, as `view.filters` or `attribution`: a mapping of texts each."""
    shown: dict[str, Any] = {}
    for name, part in MAPPED.items():
        shown[f"view.{name}"] = _mapped_rows(document, name, part)
    for name, columns in PLAIN.items():
        shown[name] = [{column: _text(get(row, column)) for column in columns} for row in _records(document, name)]
    return shown


def fill(document: Document, form: Form) -> None:
    """Write the rows that the form holds."""
    for name, part in MAPPED.items():
        _fill_mapped(document, form, name, part)
    for name, columns in PLAIN.items():
        _fill_plain(document, form, name, columns)


def shows(document: Document, path: str) -> bool:
    """Whether the form has a field for this path."""
    bare = re.sub(r"\[\d+\]", "", path)
    lists = (*(f"view.{name}" for name in MAPPED), *PLAIN)
    maps = tuple(f"sources[0].map.{part}" for part in MAPPED.values())
    return bare.startswith(lists) or path.startswith(maps)


def _mapped_rows(document: Document, name: str, part: str) -> list[dict[str, str]]:
    columns = get(document, f"sources[0].map.{part}") or {}
    rows = []
    for item in _records(document, f"view.{name}"):
        key = _text(item.get("key"))
        labels = {leaf: _text(get(item, leaf)) for leaf in _LABELS}
        rows.append({"key": key, **_named(columns.get(key)), **labels})
    told, nothing = {row["key"] for row in rows}, dict.fromkeys(_LABELS, "")
    return rows + [{"key": key, **_named(columns[key]), **nothing} for key in columns if key not in told]


def _named(held: Any) -> dict[str, str]:
    return dict(zip(_COLUMNS, by_language(held), strict=True))


def _fill_mapped(document: Document, form: Form, name: str, part: str) -> None:
    rows = _rows(form, f"view.{name}", ("key", *_COLUMNS, *_LABELS))
    if rows is None:
        return
    held = {item.get("key"): item for item in _records(document, f"view.{name}")}
    labelled: list[Document] = []
    columns: dict[str, Any] = {}
    for row in rows:
        if not any(row[leaf] for leaf in ("column", "label.fr", "label.en")):
            continue
        key = row["key"] or _new_key(row["label.fr"] or row["column"], {*held, *columns})
        if row["column"]:
            columns[key] = {"fr": row["column"], "en": row["column.en"]} if row["column.en"] else row["column"]
        item = copy.deepcopy(held.get(key)) or {"key": key}
        for leaf in _LABELS:
            if row[leaf] != _text(get(item, leaf)):
                put(item, leaf, row[leaf] or None)
        if key in held or any(row[leaf] for leaf in _LABELS):
            labelled.append(item)
    _replace(document, f"view.{name}", labelled)
    _fill_columns(document, part, columns)


def _fill_columns(document: Document, part: str, columns: dict[str, Any]) -> None:
    """The columns in the order in which they stood, new ones after them."""
    sources = document.get("sources")
    if not (isinstance(sources, list) and sources and isinstance(sources[0], dict)):
        return
    held = get(sources[0], f"map.{part}") or {}
    if columns == held:
        return
    kept = {key: columns[key] for key in held if key in columns}
    put(sources[0], f"map.{part}", {**kept, **columns} or None)


def _fill_plain(document: Document, form: Form, name: str, columns: tuple[str, ...]) -> None:
    rows = _rows(form, name, columns)
    if rows is None:
        return
    held, made = _records(document, name), []
    for index, row in enumerate(rows):
        if not any(said for column, said in row.items() if column != _ALWAYS_CHOSEN):
            continue
        item = copy.deepcopy(held[index]) if index < len(held) else {}
        for column in columns:
            if row[column] != _text(get(item, column)):
                put(item, column, row[column] or None)
        made.append(item)
    _replace(document, name, made)


def _replace(document: Document, path: str, items: list[Document]) -> None:
    if items != (get(document, path) or []):
        put(document, path, items or None)


def _rows(form: Form, name: str, columns: tuple[str, ...]) -> list[dict[str, str]] | None:
    """The rows of a list; None when the form does not hold it."""
    rows: list[dict[str, str]] = []
    while any(f"{name}[{len(rows)}].{column}" in form for column in columns):
        prefix = f"{name}[{len(rows)}]"
        rows.append({column: _one(form, f"{prefix}.{column}") for column in columns})
    return rows or None


def _records(document: Document, path: str) -> list[Document]:
    held = get(document, path)
    return [item for item in held if isinstance(item, dict)] if isinstance(held, list) else []


def _new_key(words: str, taken: set[Any]) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c)).lower()
    key = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")[:36]
    key = key if re.match(r"[a-z]", key) else f"c_{key}".rstrip("_")
    found, number = key, 2
    while found in taken:
        found, number = f"{key}_{number}", number + 1
    return found


def _one(form: Form, name: str) -> str:
    return (form.get(name) or [""])[0].replace("\r\n", "\n").strip()


def _text(value: Any) -> str:
    return "" if value is None else str(value)
