"""The filters of a tile: what there is to choose from, and which items are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .items import Entry, value_of

#: What a box that is ticked sends.
TICKED = "true"


@dataclass(frozen=True)
class Choice:
    """A filter: its key, what it is called, the values to choose from by their text, and the text that is chosen.

    Without values it is a box to tick: the data say yes or no.
    """

    key: str
    label: str
    options: Mapping[str, Any]
    chosen: str


def choices(filters: Sequence[Entry], items: Sequence[Entry], asked: Mapping[str, str]) -> tuple[Choice, ...]:
    """The filters of a view that would leave some of these items out."""
    found = []
    for each in filters:
        values = _values(items, each["key"])
        yes_or_no = all(isinstance(value, bool) for value in values.values())
        if len(values) > 1 or TICKED in values:
            options = {} if yes_or_no else values
            found.append(Choice(each["key"], each["label"], options, asked.get(each["key"], "")))
    return tuple(found)


def left(items: Sequence[Entry], chosen: Sequence[Choice]) -> list[Entry]:
    """The items that have the chosen value of every filter."""
    wanted = {choice.key: choice.chosen for choice in chosen if choice.chosen}
    return [item for item in items if all(text in _texts(item, key) for key, text in wanted.items())]


def text_of(value: Any) -> str:
    """A value as an address writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(items: Sequence[Entry], key: str) -> dict[str, Any]:
    """The values under a key by their text, in order: numbers, then words."""
    values = {text_of(value): value for item in items for value in _several(item, key)}
    return dict(sorted(values.items(), key=lambda pair: (isinstance(pair[1], str), pair[1])))


def _texts(item: Entry, key: str) -> list[str]:
    return [text_of(value) for value in _several(item, key)]


def _several(item: Entry, key: str) -> list[Any]:
    value = value_of(item, key)
    return [each for each in (value if isinstance(value, list) else [value]) if each is not None]
