"""Values of a document as the fields of a form hold them, and back; a value that did not change stays as written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ..messages import Refused
from .instants import PARIS, duration, instant

UNITS = {"D": timedelta(days=1), "H": timedelta(hours=1), "M": timedelta(minutes=1)}


@dataclass(frozen=True)
class Leaf:
    """A field of the form: how its value is shown, how it is read, and what its absence means."""

    path: str
    show: Callable[[Any], str]
    read: Callable[[str], Any]
    absent: str = ""


def text(path: str, absent: str = "") -> Leaf:
    """A text or a word."""
    return Leaf(path, str, _text, absent)


def texts(path: str) -> tuple[Leaf, Leaf]:
    """A text in French and in English."""
    return text(f"{path}.fr"), text(f"{path}.en")


def integer(path: str, absent: str = "") -> Leaf:
    """A whole number; what is none stays a text, which the check of the document refuses by name."""
    return Leaf(path, str, _integer, absent)


def ticked(path: str) -> Leaf:
    """A box to tick."""
    return Leaf(path, lambda value: "1" if value is True else "", lambda said: bool(said.strip()), "")


def moment(path: str) -> Leaf:
    """A time in Paris, as browsers ask for one."""
    return Leaf(path, in_paris, lambda said: said.strip() or None)


def period(path: str) -> Leaf:
    """A duration, as a number and a unit: `30 D`."""
    return Leaf(path, as_period, _period)


def in_paris(value: Any) -> str:
    """`2026-11-22T08:00` for an instant in whatever form the document has it; what is none as it is."""
    try:
        return instant(value).astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")
    except Refused:
        return str(value)


def as_period(value: Any) -> str:
    """`30 D` for P30D, in the largest unit that fits; what is none as it is."""
    try:
        length = duration(value)
    except Refused:
        return str(value)
    unit = next((name for name, one in UNITS.items() if length % one == timedelta()), "M")
    return f"{length // UNITS[unit]} {unit}"


def _text(said: str) -> str | None:
    """Lines as people type them: no spaces around, one kind of line end."""
    return said.replace("\r\n", "\n").strip() or None


def _integer(said: str) -> Any:
    bare = said.strip()
    return int(bare) if re.fullmatch(r"-?\d{1,9}", bare) else (bare or None)


def _period(said: str) -> str | None:
    number, _, unit = said.strip().partition(" ")
    if not number:
        return None
    if not number.isdecimal() or unit not in UNITS:
        return said.strip()
    return f"P{number}D" if unit == "D" else f"PT{number}{unit}"
