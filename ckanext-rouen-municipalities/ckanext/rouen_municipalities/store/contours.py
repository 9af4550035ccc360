"""Contours and rivers that were loaded for the map: replaced as a whole, deleted without loss."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from ..core.contours import Kind, Shape
from ..model import contour as table


def replace(session: Any, kind: Kind, shapes: Sequence[Shape], source: str) -> None:
    """Put these shapes in the place of those of this kind, within the caller's transaction."""
    session.execute(table.delete().where(table.c.kind == kind.value))
    if shapes:
        rows = [
            {"kind": kind.value, "code": shape.code, "lines": [list(map(list, line)) for line in shape.lines]}
            for shape in shapes
        ]
        session.execute(table.insert(), [row | {"source": source} for row in rows])


def shapes(session: Any, kinds: Collection[Kind]) -> tuple[list[Shape], tuple[str, ...]]:
    """The shapes of some kinds, and the sources that they come from; one query."""
    query = (
        sa.select(table).where(table.c.kind.in_([kind.value for kind in kinds])).order_by(table.c.kind, table.c.code)
    )
    rows = session.execute(query).all()
    found = [Shape(Kind(row.kind), row.code, _lines(row.lines)) for row in rows]
    return found, tuple(sorted({row.source for row in rows if row.source}))


def _lines(stored: Any) -> tuple[tuple[tuple[float, float], ...], ...]:
    return tuple(tuple((x, y) for x, y in line) for line in stored)
