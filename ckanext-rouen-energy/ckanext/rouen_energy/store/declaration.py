"""Declarations of works and of days to leave out, in the main database: only ever added, the last word counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.impact.days import Span
from ..core.works import Declared, Said, in_force
from ..model import declaration as table


def declarations(owner: str) -> list[Declared]:
    """What holds now of an organisation (its id)."""
    query = sa.select(table).where(table.c.owner == owner).order_by(table.c.id)
    with model.meta.engine.begin() as connection:
        return in_force([Said(_declared(row), row.withdrawn) for row in connection.execute(query)])


def owners() -> set[str]:
    """Organisations of which something was ever declared."""
    with model.meta.engine.begin() as connection:
        return {row.owner for row in connection.execute(sa.select(table.c.owner).distinct())}


def add(new: Declared, user: str, *, withdrawn: bool = False) -> None:
    """Add what an officer (the id of a user) said; the database dates it."""
    with model.meta.engine.begin() as connection:
        connection.execute(
            table.insert().values(
                declaration=new.id,
                withdrawn=withdrawn,
                owner=new.owner,
                id_batiment=new.building,
                id_compteur=new.meter,
                kind=new.kind,
                first_day=new.span.first,
                end_day=new.span.end,
                said=new.text,
                heating_share=new.heating_share,
                baseline_first=new.baseline and new.baseline.first,
                baseline_end=new.baseline and new.baseline.end,
                reporting_first=new.reporting and new.reporting.first,
                reporting_end=new.reporting and new.reporting.end,
                author=user,
            )
        )


def _declared(row: Any) -> Declared:
    return Declared(
        id=row.declaration,
        owner=row.owner,
        building=row.id_batiment,
        kind=row.kind,
        span=Span(row.first_day, row.end_day),
        text=row.said,
        meter=row.id_compteur,
        heating_share=row.heating_share,
        baseline=_span(row.baseline_first, row.baseline_end),
        reporting=_span(row.reporting_first, row.reporting_end),
        author=row.author,
        declared_at=row.declared_at.isoformat(),
    )


def _span(first: date | None, end: date | None) -> Span | None:
    return Span(first, end) if first and end else None
