"""The record of the communes' steps: rows are added, the database refuses anything else."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from ..core.membership import Step, StepRecord
from ..model import commune_step as table


def add(session: Any, record: StepRecord) -> StepRecord:
    """Write a step within the caller's transaction; give it as recorded."""
    row = session.execute(
        table.insert()
        .values(
            insee=record.insee,
            step=record.step.value,
            day=record.day,
            author=record.author,
            evidence=record.evidence,
            note=record.note,
        )
        .returning(*table.c)
    ).one()
    return _record(row)


def is_recorded(session: Any, record: StepRecord) -> bool:
    """Whether the same step is recorded: of the same day, with the same evidence and note."""
    same = (table.c[name] == getattr(record, name) for name in ("insee", "day", "evidence", "note"))
    query = sa.select(sa.exists().where(*same, table.c.step == record.step.value))
    return bool(session.execute(query).scalar())


def is_evidence(session: Any, insee: str, evidence: str) -> bool:
    """Whether a step of the commune was recorded with this evidence."""
    query = sa.select(sa.exists().where(table.c.insee == insee, table.c.evidence == evidence))
    return bool(session.execute(query).scalar())


def steps_of(session: Any, insee: str) -> list[StepRecord]:
    """The steps of a commune, in the order of their effect."""
    query = sa.select(table).where(table.c.insee == insee).order_by(table.c.day, table.c.id)
    return [_record(row) for row in session.execute(query)]


def all_steps(session: Any) -> dict[str, list[StepRecord]]:
    """The steps of every commune that has any, by INSEE code, in the order of their effect."""
    found = defaultdict(list)
    for row in session.execute(sa.select(table).order_by(table.c.day, table.c.id)):
        found[row.insee].append(_record(row))
    return dict(found)


def _record(row: Any) -> StepRecord:
    return StepRecord(
        insee=row.insee,
        step=Step(row.step),
        day=row.day,
        recorded_at=row.recorded_at,
        author=row.author,
        evidence=row.evidence,
        note=row.note,
    )
