"""Assignments of meters to buildings, in the main database: only ever added, the last word counts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.assignment import Assignment, in_force
from ..model import assignment as table


def assignments(owner: str) -> list[Assignment]:
    """What holds now for the meters of an organisation (its id), oldest first."""
    query = sa.select(table).where(table.c.owner == owner).order_by(table.c.id)
    with model.meta.engine.begin() as connection:
        return in_force([_assignment(row) for row in connection.execute(query)])


def add(new: Assignment, user: str) -> None:
    """Add what an officer (the id of a user) said; the database dates it."""
    with model.meta.engine.begin() as connection:
        connection.execute(
            table.insert().values(
                owner=new.owner,
                id_compteur=new.meter,
                id_batiment=new.building,
                share=new.share,
                valid_from=new.valid_from,
                valid_to=new.valid_to,
                author=user,
                vecteur=new.carrier,
            )
        )


def _assignment(row: Any) -> Assignment:
    period = (row.valid_from, row.valid_to)
    return Assignment(row.owner, row.id_compteur, row.id_batiment, row.share, *period, row.vecteur)
