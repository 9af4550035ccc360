"""A few shades for many values: which value gets which, and what each stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SHADES = 4


@dataclass(frozen=True)
class Shade:
    """A shade, darker with its number, and the lowest and the highest value that have it."""

    number: int
    low: float
    high: float


def shades(values: Iterable[float | None]) -> tuple[Shade, ...]:
    """At most `SHADES` shades of about as many values each, none of them for nought; equal values have one shade."""
    known = sorted(value for value in values if value)
    found: list[Shade] = []
    start = 0
    for number in range(1, SHADES + 1):
        if start >= len(known):
            break
        end = max(start, len(known) * number // SHADES - 1)
        while end + 1 < len(known) and known[end + 1] == known[end]:
            end += 1
        found.append(Shade(len(found) + 1, known[start], known[end]))
        start = end + 1
    return _spread(found)


def shade_of(value: float | None, known: Iterable[Shade]) -> int:
    """The number of the shade of a value, 0 for nought or none."""
    return next((shade.number for shade in known if value and shade.low <= value <= shade.high), 0)


def shaded(values: Mapping[str, float | None]) -> dict[str, int]:
    """The shade of each key."""
    known = shades(values.values())
    return {key: shade_of(value, known) for key, value in values.items()}


def _spread(found: list[Shade]) -> tuple[Shade, ...]:
    """Few shades are far from each other: the last one is the darkest."""
    return tuple(
        Shade(SHADES - (len(found) - shade.number) * max(1, SHADES // max(1, len(found))), shade.low, shade.high)
        for shade in found
    )
