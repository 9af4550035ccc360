"""What an energy manager declares of a building or a meter: works, and days to leave out. Kept for ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from .impact.days import Span
from .impact.periods import Declaration, Exclusion, around

WORKS, EXCLUSION = "works", "exclusion"
KINDS = (WORKS, EXCLUSION)


@dataclass(frozen=True)
class Declared:
    """Works on a building (an owner's id of it), or days that do not count; `meter` None: the whole building.

    `heating_share` is what part of the use heats, said of works whose bills are too few to tell. `baseline` and
    `reporting` are said of works when the years next to them are not those to compare. `author` is the id of a user,
    `declared_at` an ISO stamp.
    """

    id: str
    owner: str
    building: str
    kind: str
    span: Span
    text: str
    meter: str | None = None
    heating_share: float | None = None
    baseline: Span | None = None
    reporting: Span | None = None
    author: str = ""
    declared_at: str = ""

    def concerns(self, meter: str) -> bool:
        """Whether it says something of this meter of its building."""
        return self.meter in (None, meter)


@dataclass(frozen=True)
class Said:
    """One line of the history: a declaration, or that it was taken back."""

    declared: Declared
    withdrawn: bool = False


def in_force(said: Iterable[Said]) -> list[Declared]:
    """What holds of all that was said, oldest first: works, then days to leave out, by building and day."""
    last = {one.declared.id: one for one in said}
    held = [one.declared for one in last.values() if not one.withdrawn]
    return sorted(held, key=lambda one: (KINDS.index(one.kind), one.building, one.span.first, one.id))


def exclusions_of(works: Declared, said: Iterable[Declared], meter: str | None = None) -> tuple[Exclusion, ...]:
    """The days left out for works: those of the whole building, and of `meter` when it is of a meter.

    Other works on the same building or meter leave out more than their own days: what is after them is another
    building, and so is what is before. Two works within a year cannot be told apart, and neither counts the other's.
    """
    return _exclusions(works, (one for one in said if one.meter in (None, meter)))


def exclusions_of_bills(works: Declared, said: Iterable[Declared]) -> tuple[Exclusion, ...]:
    """The days left out for works when the bills of the whole building tell: also those of other works on any meter.

    Those bills hold what works on one meter saved.
    """
    return _exclusions(works, (one for one in said if one.meter is None or one.kind == WORKS))


def periods(works: Declared, said: Iterable[Declared], until: date, meter: str | None = None) -> Declaration:
    """The periods that were declared, else the year before the works and the year after them, as far as data go.

    Data end before `until`.
    """
    years = around(works.span, until, exclusions_of(works, said, meter))
    return replace(
        years,
        baseline=works.baseline or years.baseline,
        reporting=_until(works.reporting, until) if works.reporting else years.reporting,
    )


def _until(span: Span, until: date) -> Span:
    return Span(span.first, max(span.first, min(span.end, until)))


def _another_building(works: Span, other: Span) -> Span:
    """The days that other works take from these: all until their end when they began before, else all from then on."""
    return Span(date.min, other.end) if other.first < works.first else Span(other.first, date.max)


def _exclusions(works: Declared, said: Iterable[Declared]) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(one.span if one.kind == EXCLUSION else _another_building(works.span, one.span), one.text)
        for one in said
        if one.building == works.building and one.id != works.id
    )
