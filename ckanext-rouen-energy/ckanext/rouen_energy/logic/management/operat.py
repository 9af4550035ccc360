"""Rows of a file prepared for OPERAT: the buildings of an owner that are subject to the decree."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...core.management import NO_YEAR, SENTENCES
from ...core.monthly import uses
from ...core.trajectory import operat
from ...core.trajectory.consumption import TwelveMonths, starts, twelve_months
from ...core.trajectory.path import Path
from ...core.trajectory.subject import tertiary_area
from ...store import sources
from . import keeping
from .holding import Held, held
from .keeping import ESTATE, OPERAT
from .trajectory import READ
from .words import frame


def prepared(owner: sources.Organization) -> dict[str, Any]:
    """The rows; `rouen_energy_operat` documents the keys."""
    known = held(owner.id)
    found = keeping.one(known, OPERAT, ESTATE, lambda: prepared_of(known)[ESTATE])
    return {**frame(owner, [known], READ), "titles": list(operat.titles()), **found}


def prepared_of(known: Held) -> dict[str, Any]:
    """The rows of an owner under ESTATE, in each language."""
    concerned = [name for name, one in known.subjects.items() if one.is_subject]
    rows = {name: _rows(known, name) for name in concerned}
    return {
        ESTATE: {
            "rows": [row for found in rows.values() for row in found],
            "left_out": [_left_out(known, name) for name, found in rows.items() if not found],
        }
    }


def _rows(known: Held, name: str) -> list[dict[str, str]]:
    one, found = known.named[name], known.paths[name]
    reference = found.reference.months if isinstance(found, Path) else None
    entity = operat.Entity(one.operat, one.name, tertiary_area(one.building))
    return operat.rows(entity, reference, _years(known, name, reference))


def _years(known: Held, name: str, reference: TwelveMonths | None) -> list[TwelveMonths]:
    """The calendar years after the reference that are wholly known: what is declared each year."""
    told = uses(known.months.get(name, ()))
    firsts = [first for first in starts(told) if first.month == 1 and first >= _end(reference)]
    return [one for one in (twelve_months(told, first) for first in firsts) if one]


def _end(reference: TwelveMonths | None) -> date:
    return reference.span.end if reference else date.min


def _left_out(known: Held, name: str) -> dict[str, Any]:
    return {
        "id": name,
        "name": known.named[name].name,
        "reason": NO_YEAR,
        "text": SENTENCES[NO_YEAR],
    }
