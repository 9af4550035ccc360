"""K2a: the communes that an agreement involves, by the record of their steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..membership import Step, StepRecord, is_involved, reached, steps_in_force
from ..territory import Commune
from .result import KpiResult, NotCounted
from .slicing import Slices, percent, sizes

OBLIGED, SMALLER = "at-least-3500", "below-3500"

#: Where a commune that is involved stands.
AGREED, ACTIVE, PAUSED = "agreement", "active", "paused"
#: Why a commune is not involved.
TO_COME = "agreement-to-come"
DECLINED, WITHDRAWN = "declined", "withdrawn"
WITHOUT_AGREEMENT = "without-agreement"
INTEREST = "interest"
NO_STEP = "no-step"
STATES = (ACTIVE, AGREED, PAUSED, TO_COME, WITHOUT_AGREEMENT, INTEREST, DECLINED, WITHDRAWN, NO_STEP)

_LEFT = frozenset({Step.DECLINED, Step.WITHDRAWN})


@dataclass(frozen=True)
class _Standing:
    """A commune, its steps in force, whether an agreement involves it, and its key in `STATES`."""

    commune: Commune
    steps: Sequence[StepRecord]
    involved: bool
    state: str

    @property
    def size(self) -> str:
        return OBLIGED if self.commune.has_obligation else SMALLER


def communes_involved(steps: Mapping[str, Sequence[StepRecord]], communes: Sequence[Commune], day: date) -> KpiResult:
    """K2a: the communes whose agreement is in force on `day`, whose exit is not, out of those of the territory.

    A pause is shown and still counts. Beside: over the communes that the law obliges, and by population.
    """
    standings = [_standing(commune, steps.get(commune.insee, ()), day) for commune in communes]
    involved = [standing for standing in standings if standing.involved]
    slices = {
        "state": _by(standings, STATES, "state"),
        "size": _by(involved, (OBLIGED, SMALLER), "size"),
        "territory": _by(standings, (OBLIGED, SMALLER), "size"),
        "commune": {each.commune.insee: [each.commune.insee] if each.involved else [] for each in standings},
    }
    shares, behind = _shares(involved, standings)
    return KpiResult(
        value=len(involved),
        of=len(standings),
        counted=[_proof(standing) for standing in involved],
        not_counted=[_not_involved(standing) for standing in standings if not standing.involved],
        by={**sizes(slices), "share": shares},
        counted_by={**slices, "share": behind},
        source_date=max((step.day for each in involved for step in each.steps), default=None),
    )


def _standing(commune: Commune, records: Sequence[StepRecord], day: date) -> _Standing:
    in_force = steps_in_force(records, day)
    involved = is_involved(in_force, day)
    state = _where(in_force, day) if involved else _why_not(records, in_force, day)
    return _Standing(commune, in_force, involved, state)


def _where(in_force: Sequence[StepRecord], day: date) -> str:
    if in_force[-1].step is Step.PAUSED:
        return PAUSED
    return ACTIVE if Step.ACTIVE in reached(in_force, day, publishing_since=None) else AGREED


def _why_not(records: Sequence[StepRecord], in_force: Sequence[StepRecord], day: date) -> str:
    if any(record.step is Step.AGREEMENT and record.day > day for record in records):
        return TO_COME
    if not in_force:
        return NO_STEP
    if in_force[-1].step in _LEFT:
        return in_force[-1].step.value
    return WITHOUT_AGREEMENT if Step.ACTIVE in reached(in_force, day, publishing_since=None) else INTEREST


def _shares(involved: Sequence[_Standing], standings: Sequence[_Standing]) -> tuple[dict[str, float | None], Slices]:
    """In percent: of the communes, of those that the law obliges, of the population; and the communes behind each."""
    obliged = [standing for standing in involved if standing.size == OBLIGED]
    all_obliged = [standing for standing in standings if standing.size == OBLIGED]
    shares = {
        "communes": percent(len(involved), len(standings)),
        OBLIGED: percent(len(obliged), len(all_obliged)),
        "population": percent(_population(involved), _population(standings)),
    }
    behind = {"communes": _codes(involved), OBLIGED: _codes(obliged), "population": _codes(involved)}
    return shares, behind


def _population(standings: Iterable[_Standing]) -> int:
    return sum(standing.commune.population for standing in standings)


def _codes(standings: Iterable[_Standing]) -> list[str]:
    return [standing.commune.insee for standing in standings]


def _by(standings: Iterable[_Standing], keys: Iterable[str], attribute: str) -> Slices:
    slices: Slices = {key: [] for key in keys}
    for standing in standings:
        slices[getattr(standing, attribute)].append(standing.commune.insee)
    return slices


def _proof(standing: _Standing) -> dict[str, object]:
    """The steps with their dates and documents, which is what proves that a commune is involved."""
    return {
        "id": standing.commune.insee,
        "state": standing.state,
        "since": _since(standing.steps).isoformat(),
        "population": standing.commune.population,
        "steps": [
            {"step": step.step.value, "date": step.day.isoformat(), "evidence": step.evidence}
            for step in standing.steps
        ],
    }


def _since(steps: Sequence[StepRecord]) -> date:
    """The day of the agreement in force: the first since the commune last left."""
    lasting: list[StepRecord] = []
    for step in steps:
        lasting = [] if step.step in _LEFT else [*lasting, step]
    return next(step.day for step in lasting if step.step is Step.AGREEMENT)


def _not_involved(standing: _Standing) -> NotCounted:
    where = {"commune": standing.commune.insee, "state": standing.state, "territory": standing.size}
    return NotCounted(standing.commune.insee, standing.state, where)
