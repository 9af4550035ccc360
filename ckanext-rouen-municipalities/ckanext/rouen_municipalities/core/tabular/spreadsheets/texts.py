"""Typed cells as the text that an officer would write: days in ISO 8601, numbers in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

#: a spreadsheet keeps so many digits of a number; what follows is noise of the arithmetic
DIGITS = 15
#: from here on digits are lost, and the text shows it
TOO_MANY_DIGITS = 10.0**DIGITS
#: numbers smaller than this keep their power of ten
_SMALLEST_IN_FULL = 1e-20
_LONGEST_PLAIN = DIGITS + len(".")
#: moments are counted in fractions of a day, some writers with seven digits only
_NOISE = timedelta(milliseconds=5)
_SECOND = timedelta(seconds=1)


def texts(values: Sequence[Any], kinds: set[type]) -> list[str]:
    """The cells of a column, whose types are ``kinds``, as text; an empty cell is an empty text."""
    if kinds == {str}:
        return list(values)
    if kinds == {float}:
        return _plain_numbers(values) or [number_text(value) for value in values]
    if len(kinds) == 1:
        return list(map(_WRITERS[kinds.pop()], values))
    return [_WRITERS[type(value)](value) for value in values]


def text(value: Any) -> str:
    """One cell as text."""
    return _WRITERS[type(value)](value)


def number_text(value: float) -> str:
    """``12.5`` for 12.499999999999998, ``12`` for 12.0; a power of ten only where digits are lost."""
    if value.is_integer() and abs(value) < TOO_MANY_DIGITS:
        return str(int(value))
    text = f"{value:.{DIGITS}G}"
    if "E" not in text or abs(value) >= TOO_MANY_DIGITS or abs(value) < _SMALLEST_IN_FULL:
        return text
    return format(Decimal(text), "f")


def _plain_numbers(values: Sequence[float]) -> list[str] | None:
    """All texts at once where Python writes numbers as we do; ``None`` when it does not."""
    text = f"{list(values)!r}, "
    if "e" in text or "n" in text:
        return None
    found = text[1:].replace("], ", ", ").replace(".0, ", ", ").split(", ")[:-1]
    return found if max(map(len, found)) <= _LONGEST_PLAIN and "-0" not in found else None


def _moment(value: datetime) -> str:
    whole = (value + _SECOND / 2).replace(microsecond=0)
    return (whole if abs(value - whole) <= _NOISE else value).isoformat()


def _duration(value: timedelta) -> str:
    """Hours may be more than a day's."""
    seconds = round(value.total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hour:02d}:{minute:02d}:{second:02d}"


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    str: str,
    float: number_text,
    int: str,
    bool: {True: "VRAI", False: "FAUX"}.__getitem__,
    date: date.isoformat,
    datetime: _moment,
    time: time.isoformat,
    timedelta: _duration,
}
