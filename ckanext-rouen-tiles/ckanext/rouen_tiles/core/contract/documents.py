"""The JSON Schemas of the contract: one file a document in `schemas/`, referring to each other by file name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "schemas"
_COMMON = "common"

Schema = dict[str, Any]


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of the documents, in order; what they share (`common`) is none of them."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json") if path.stem != _COMMON))


def bundled(name: str) -> Schema:
    """The schema with everything that it refers to inside it, so that it can be used alone. Raises KeyError."""
    if name not in names():
        raise KeyError(name)
    found: Schema = moved(part(name), _inside)
    defs = {key: moved(_nameless(part(key)), _inside) for key in sorted(needed(part(name)))}
    return {**found, "$defs": defs} if defs else found


def part(key: str) -> Mapping[str, Any]:
    """A definition by its key: a shared one (`text`) or a whole document (`tile`). Raises KeyError."""
    shared: Mapping[str, Mapping[str, Any]] = _file(_COMMON)["$defs"]
    return shared[key] if key in shared else _file(key)


def needed(value: Any) -> set[str]:
    """The keys of the definitions that a schema refers to, through others too."""
    found: set[str] = set()
    left = set(_references(value))
    while left:
        found |= left
        left = {other for key in left for other in _references(part(key))} - found
    return found


def moved(value: Any, place: Callable[[str], str]) -> Any:
    """The schema with each reference pointing where `place` says that its definition is."""
    if isinstance(value, list):
        return [moved(item, place) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: place(_key(item)) if name == "$ref" and isinstance(item, str) else moved(item, place)
        for name, item in value.items()
    }


@lru_cache(maxsize=64)
def _file(name: str) -> Mapping[str, Any]:
    path = _FOLDER / f"{name}.json"
    if not path.is_file():
        raise KeyError(name)
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name == "$ref" and isinstance(item, str):
                yield _key(item)
            else:
                yield from _references(item)


def _nameless(value: Mapping[str, Any]) -> Schema:
    """A definition within another schema names neither itself nor its dialect."""
    return {name: item for name, item in value.items() if name not in ("$schema", "$id")}


def _inside(key: str) -> str:
    return f"#/$defs/{key}"


def _key(reference: str) -> str:
    """`common.json#/$defs/text` is text, `tile.json` is tile."""
    file, _, key = reference.partition("#/$defs/")
    return key or file.removesuffix(".json")
