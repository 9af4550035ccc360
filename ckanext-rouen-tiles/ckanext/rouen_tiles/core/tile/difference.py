"""What differs between two states of a document, field by field, and a person's changes laid over another's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """A field (`title.fr`, `sources[0].map.title`) with what it held and holds; None is absent."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Merged:
    """A document with the changes of two people, the fields that `mine` brought, and those that both changed."""

    document: dict[str, Any]
    mine: tuple[str, ...]
    both: tuple[str, ...]


def differences(before: Any, after: Any) -> list[Change]:
    """Every field that differs, in the order of the documents; a list of words is one field."""
    return list(_differences(before, after, ""))


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """What I changed since `base` laid over what they did; where both changed, mine is kept and the field named."""
    document = _laid_over(base, mine, theirs)
    changed = [change.path for change in differences(base, mine)]
    other = {change.path: change.after for change in differences(base, theirs)}
    now = {change.path: change.after for change in differences(base, mine)}
    both = tuple(path for path in changed if path in other and other[path] != now[path])
    return Merged(document, tuple(path for path in changed if path not in other or path in both), both)


def _differences(before: Any, after: Any, path: str) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            yield from _differences(before.get(name), after.get(name), f"{path}.{name}" if path else str(name))
    elif _of_records(before) and _of_records(after):
        for place in range(max(len(before), len(after))):
            yield from _differences(_at(before, place), _at(after, place), f"{path}[{place}]")
    else:
        yield Change(path, before, after)


def _of_records(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def _at(items: list[Any], place: int) -> Any:
    return items[place] if place < len(items) else None


def _laid_over(base: Any, mine: Any, theirs: Any) -> Any:
    if mine == base:
        return theirs
    if not all(isinstance(document, Mapping) for document in (base, mine, theirs)):
        return mine
    merged = {}
    for name in dict.fromkeys([*theirs, *mine]):
        removed = name not in mine or (name not in theirs and mine[name] == base.get(name))
        if name in base and removed:
            continue
        merged[name] = _laid_over(base.get(name), mine.get(name), theirs.get(name))
    return merged
