"""Answers that a job computed, read while the tables they were computed from are still those of now; else computed.

What is kept is never more than a saving of time: whoever finds nothing of the tables of now computes the same. Answers
are kept in each language, and given in the caller's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.spoken import spoken
from ...store import kept
from ..language import language
from .holding import Held

PATH, FORECAST, DRIFT, OPERAT, LOAD = "path", "forecast", "drift", "operat", "load"
#: The name of what is kept of all the buildings of an owner.
ESTATE = ""


def one(known: Held, kind: str, name: str, otherwise: Callable[[], Any]) -> Any:
    """What is kept of a building, of a year, or of ESTATE; `otherwise` what computes it."""
    found = kept.one(known.asked.owner, kind, known.asked.sha256, name)
    return spoken(otherwise() if found is None else found, language())


def each(known: Held, kind: str, otherwise: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """All that is kept of a kind, by name."""
    found = kept.found(known.asked.owner, kind, known.asked.sha256) or otherwise()
    return {name: spoken(answer, language()) for name, answer in found.items()}
