"""How a commune joins the initiative: dated steps, and where a commune stands on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise


class Step(StrEnum):
    """A step that is recorded, or `publishing`, which is only ever derived from the first open dataset."""

    INTEREST = "interest"
    AGREEMENT = "agreement"
    ACTIVE = "active"
    PUBLISHING = "publishing"
    PAUSED = "paused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


#: What a person can record.
RECORDED = tuple(step for step in Step if step is not Step.PUBLISHING)
#: What ends or suspends the commune's part; each needs a reason, because lack of staff is a result and not a gap.
EXITS = frozenset({Step.PAUSED, Step.DECLINED, Step.WITHDRAWN})
#: The steps forward, in their order.
FORWARD = (Step.INTEREST, Step.AGREEMENT, Step.ACTIVE, Step.PUBLISHING)
#: What is expected of a commune next.
NEXT: dict[Step | None, Step] = {None: Step.INTEREST, **dict(pairwise(FORWARD))}

#: Orders a step that is not recorded yet after those of its day.
_NOT_YET = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class StepRecord:
    """One step: once recorded never changed nor deleted; `recorded_at` (None before) orders those of one day."""

    insee: str
    step: Step
    day: date
    author: str
    evidence: str = ""
    note: str = ""
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class Position:
    """Where a commune stands: its step, since when (None: by its datasets alone), and what comes next."""

    step: Step | None
    since: date | None
    next: Step | None


class Lack(StrEnum):
    """What an active commune has: its organisation, an administrator who has logged in, a named referent."""

    ORGANIZATION = "organization"
    ADMINISTRATOR = "administrator"
    REFERENT = "referent"


class StepRefused(ValueError):
    """A step that cannot be recorded; `code` is one of `not-recorded`, `reason-missing`, `not-ready`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_step(step: Step, note: str, lacks: Collection[Lack] = ()) -> None:
    """Raise StepRefused when a step is derived, or an exit without its reason.

    A commune that `lacks` something is recorded as active with a note that says why: the past is recorded too.
    """
    if step not in RECORDED:
        raise StepRefused("not-recorded")
    if step in EXITS and not note.strip():
        raise StepRefused("reason-missing")
    if step is Step.ACTIVE and lacks and not note.strip():
        raise StepRefused("not-ready")


def steps_in_force(records: Iterable[StepRecord], day: date) -> list[StepRecord]:
    """The steps that had taken effect on `day`, oldest first."""
    in_force = [record for record in records if record.day <= day]
    return sorted(in_force, key=lambda record: (record.day, record.recorded_at or _NOT_YET))


def position(records: Iterable[StepRecord], day: date, *, publishing_since: date | None) -> Position:
    """Where the commune of these records stands on `day`.

    `publishing_since` is the day of its first open dataset, None without one. An active commune that publishes is
    *publishing*; a paused one stays paused, and one that publishes without an agreement keeps its step.
    """
    in_force = steps_in_force(records, day)
    if not in_force:
        return Position(None, None, NEXT[None])
    last = in_force[-1]
    if last.step is Step.ACTIVE and publishing_since and publishing_since <= day:
        return Position(Step.PUBLISHING, max(last.day, publishing_since), None)
    return Position(last.step, last.day, NEXT.get(last.step))


def reached(records: Iterable[StepRecord], day: date, *, publishing_since: date | None) -> tuple[Step, ...]:
    """The forward steps that a commune has taken by `day` and not left by declining or withdrawing since.

    Not monotone: a commune may publish without an agreement.
    """
    taken: set[Step] = set()
    for record in steps_in_force(records, day):
        if record.step in (Step.DECLINED, Step.WITHDRAWN):
            taken.clear()
        taken.add(record.step)
    if publishing_since and publishing_since <= day:
        taken.add(Step.PUBLISHING)
    return tuple(step for step in FORWARD if step in taken)


def is_involved(records: Iterable[StepRecord], day: date) -> bool:
    """Whether an agreement is in force on `day`: reached, and no exit since (a pause is shown, and still counts)."""
    return Step.AGREEMENT in reached(records, day, publishing_since=None)
