"""K3: the workshops that were organised, whom they reached, and what those did afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from ..membership import FORWARD, StepRecord
from ..workshop import SEVERAL, Status, Workshop
from .result import KpiResult, NotCounted
from .slicing import Slices, sizes, sliced

#: How long after a workshop a step of a commune that took part is put beside it: an association, not a cause.
FOLLOWED_WITHIN = timedelta(days=90)
SEVERAL_COMMUNES, ONE_COMMUNE, NO_COMMUNE = "several", "one", "none"
_AUDIENCES = (SEVERAL_COMMUNES, ONE_COMMUNE, NO_COMMUNE)
REACHED, STEPPED = "reached", "stepped"
#: Why a workshop is not counted.
PLANNED, CANCELLED, TO_COME = Status.PLANNED.value, Status.CANCELLED.value, "held-to-come"


def workshops_organised(
    workshops: Sequence[Workshop], steps: Mapping[str, Sequence[StepRecord]], communes: Sequence[str], day: date
) -> KpiResult:
    """K3: the workshops that are said to be held and whose date has come, out of those that anyone can see."""
    organised = [workshop for workshop in workshops if workshop.took_place(day)]
    attended = _under_communes(organised, communes)
    reached = [code for code in communes if attended[code]]
    with_seats = [workshop for workshop in organised if workshop.seats]
    slices = {
        "audience": sliced(organised, lambda each: [_audience(each, communes)], _AUDIENCES, _id),
        "commune": attended,
        "follow_up": {REACHED: reached, STEPPED: _stepped(organised, steps, reached, day)},
    }
    return KpiResult(
        value=len(organised),
        of=len(workshops),
        counted=[workshop.id for workshop in organised],
        not_counted=[NotCounted(each.id, _why_not(each)) for each in workshops if not each.took_place(day)],
        by={**sizes(slices), "seats": {"seats": sum(workshop.seats or 0 for workshop in with_seats)}},
        counted_by={**slices, "seats": {"seats": [workshop.id for workshop in with_seats]}},
        source_date=max((workshop.day for workshop in organised), default=None),
    )


def _audience(workshop: Workshop, communes: Sequence[str]) -> str:
    represented = _represented(workshop, communes)
    if len(represented) >= SEVERAL:
        return SEVERAL_COMMUNES
    return ONE_COMMUNE if represented else NO_COMMUNE


def _represented(workshop: Workshop, communes: Sequence[str]) -> set[str]:
    return set(workshop.communes).intersection(communes)


def _under_communes(workshops: Iterable[Workshop], communes: Sequence[str]) -> Slices:
    return sliced(workshops, lambda each: _represented(each, communes), communes, _id)


def _stepped(
    workshops: Sequence[Workshop], steps: Mapping[str, Sequence[StepRecord]], communes: Sequence[str], day: date
) -> list[str]:
    """The communes that took a step forward within 90 days of a workshop where they were represented."""
    days: dict[str, list[date]] = {code: [] for code in communes}
    for workshop in workshops:
        for code in _represented(workshop, communes):
            days[code].append(workshop.day)
    return [code for code in communes if _followed(days[code], steps.get(code, ()), day)]


def _followed(workshops: Iterable[date], steps: Sequence[StepRecord], day: date) -> bool:
    taken = [step.day for step in steps if step.step in FORWARD and step.day <= day]
    return any(held <= step <= held + FOLLOWED_WITHIN for held in workshops for step in taken)


def _why_not(workshop: Workshop) -> str:
    return TO_COME if workshop.status is Status.HELD else workshop.status.value


def _id(workshop: Workshop) -> str:
    return workshop.id
