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


def names() -> tuple[str, ...]:
    """The names of the documents, in order; what they share (`common`) is none of them."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json") if path.stem != _COMMON))


@lru_cache(maxsize=64)
def schema(name: str) -> Mapping[str, Any]:
    """A document's schema as its file says it. Raises KeyError."""
    path = _FOLDER / f"{name}.json"
    if not path.is_file():
        raise KeyError(name)
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def bundled(name: str) -> Schema:
    """The schema with everything that it refers to inside it, so that it can be used alone. Raises KeyError."""
    found = moved(schema(name), lambda key: f"#/$defs/{key}")
    defs = {key: moved(part(key), lambda other: f"#/$defs/{other}") for key in _needed(schema(name))}
    return {**found, "$defs": {key: _inner(value) for key, value in sorted(defs.items())}} if defs else found


def part(key: str) -> Mapping[str, Any]:
    """A definition by its key: a shared one (`text`) or a whole document (`tile`). Raises KeyError."""
    shared = schema(_COMMON)["$defs"]
    return shared[key] if key in shared else schema(key)  # type: ignore[no-any-return]


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


def references(value: Any) -> Iterator[str]:
    """The keys of the definitions that a schema refers to."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name == "$ref" and isinstance(item, str):
                yield _key(item)
            else:
                yield from references(item)


def _needed(value: Mapping[str, Any]) -> set[str]:
    needed: set[str] = set()
    left = set(references(value))
    while left:
        needed |= left
        left = {other for key in left for other in references(part(key))} - needed
    return needed


def _inner(value: Schema) -> Schema:
    """A definition within another schema names neither itself nor its dialect."""
    return {name: item for name, item in value.items() if name not in ("$schema", "$id")}


def _key(reference: str) -> str:
    """`common.json#/$defs/text` is text, `tile.json` is tile."""
    file, _, pointer = reference.partition("#/$defs/")
    return pointer or file.removesuffix(".json")
