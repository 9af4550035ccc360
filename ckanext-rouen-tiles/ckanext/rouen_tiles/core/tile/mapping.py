"""What `map` may say for a kind, and the maps of the profiles that this portal knows, with which a tile needs none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ..messages import refuse
from .document import ColumnMap, Local, Mapped
from .reader import Fields, Reader, list_of, mapping_of, record, string

#: What a key names: one column, a text by language, columns in order, longitude and latitude, columns by key.
COLUMN, TEXT, COLUMNS, POINT, NAMED = "column", "text", "columns", "point", "named"

_FILE = Path(__file__).parents[2] / "data" / "maps.yaml"
_COLUMN = string(63)


@lru_cache(maxsize=1)
def defaults() -> Mapping[str, Mapping[str, Any]]:
    """The maps of profiles: by profile, then by kind, as a document would say them."""
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def default(profile: str | None, kind: str) -> Mapping[str, Any]:
    """The map of a profile for a kind; a version (`…@0.1.5`, `gbfs/3.0`) that has none of its own has that of all."""
    known, name = defaults(), profile or ""
    found = known.get(name) or known.get(name.partition("@")[0]) or known.get(name.partition("/")[0]) or {}
    return found.get(kind) or {}


def profiles(kind: str) -> list[str]:
    """The profiles that a tile of this kind needs no `map` for."""
    return sorted(name for name, kinds in defaults().items() if kind in kinds)


def read_map(
    value: Any, keys: Mapping[str, str], needed: Collection[tuple[str, ...]], kind: str, profile: str | None
) -> ColumnMap:
    """The map of a source: the document's keys over the profile's. Raises Refused."""
    if value is not None and not isinstance(value, Mapping):
        raise refuse("not-a-mapping")
    asked = {name: item for name, item in (value or {}).items() if item is not None}
    fields = Fields({**default(profile, kind), **asked})
    found = {name: fields.take(name, _READERS[shape], None) for name, shape in keys.items()}
    fields.finish()
    given = {name: item for name, item in found.items() if item}
    return ColumnMap(given, frozenset(asked), frozenset(_first(given, names, profile) for names in needed))


def _first(given: Collection[str], alternatives: tuple[str, ...], profile: str | None) -> str:
    found = next((name for name in alternatives if name in given), None)
    if found is None:
        raise refuse("map-needed", profile=profile or "?", missing=alternatives[0])
    return found


def _local(value: Any) -> Local:
    """A column, or one for each language."""
    if isinstance(value, Mapping):
        return record(lambda fields: Local(fields.take("fr", _COLUMN), fields.take("en", _COLUMN, None)))(value)
    return Local(_COLUMN(value))


def _columns(value: Any) -> tuple[str, ...]:
    return list_of(_COLUMN, 10)(value if isinstance(value, list) else [value])


def _point(value: Any) -> tuple[str, ...]:
    """Two columns, longitude first, or one that holds both."""
    found = _columns(value)
    if len(found) != 2 and isinstance(value, list):  # noqa: PLR2004
        raise refuse("pattern", value=value, expected="[longitude, latitude]")
    return found


_READERS: dict[str, Reader[Mapped]] = {
    COLUMN: _COLUMN,
    TEXT: _local,
    COLUMNS: _columns,
    POINT: _point,
    NAMED: mapping_of(_local, r"[a-z][a-z0-9_]*"),
}
