"""Reaching into a document by the path that messages name: `sources[0].map.title`."""

from __future__ import annotations

import re
from typing import Any

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")

Step = str | int


def steps(path: str) -> list[Step]:
    """The names and places of a path."""
    return [name or int(place) for name, place in _STEP.findall(path)]


def get(document: Any, path: str) -> Any:
    """What stands there; None when nothing does."""
    for step in steps(path):
        if isinstance(step, int):
            document = document[step] if isinstance(document, list) and step < len(document) else None
        else:
            document = document.get(step) if isinstance(document, dict) else None
    return document


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Write a value where it stands, and the mappings that lead there; None takes it out, with what it leaves empty."""
    *way, last = [str(step) for step in steps(path)]
    if value is None:
        _take_out(document, way, last)
        return
    for name in way:
        inner = document.get(name)
        if not isinstance(inner, dict):
            inner = document[name] = {}
        document = inner
    document[last] = value


def _take_out(document: dict[str, Any], way: list[str], last: str) -> None:
    passed = [document]
    for name in way:
        inner = passed[-1].get(name)
        if not isinstance(inner, dict):
            return
        passed.append(inner)
    if last not in passed[-1]:
        return
    del passed[-1][last]
    for name, outer, inner in zip(reversed(way), reversed(passed[:-1]), reversed(passed[1:]), strict=True):
        if not inner:
            del outer[name]
