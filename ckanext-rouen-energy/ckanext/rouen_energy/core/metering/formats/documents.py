"""What is in the JSON that services answer: lists of objects, and values as the cells of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def records(document: Any, key: str) -> list[Mapping[str, Any]]:
    """The objects in the list `key` of a document, or in the document that is the list itself, or a list of lists."""
    found = document.get(key, []) if isinstance(document, Mapping) else document
    lists = [one if isinstance(one, list) else [one] for one in found] if isinstance(found, list) else []
    return [one for each in lists for one in each if isinstance(one, Mapping)]


def inner(document: Any, *keys: str) -> Mapping[str, Any]:
    """The object that `keys` lead to; an empty one when they lead nowhere."""
    for key in keys:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document if isinstance(document, Mapping) else {}


def text(value: Any) -> str:
    """A value of JSON as the cell of a table."""
    return "" if value is None else str(value)
