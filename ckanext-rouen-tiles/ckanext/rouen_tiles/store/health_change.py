"""What changed in the health of tiles: a row when the state or a reason comes or goes, and none when all stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ..core.health import Health, Reason
from ..model import health_change as table

#: How far back the beginning of a reason is looked for, in changes of one tile.
_LOOKED_AT = 200

Mark = tuple[str, str]


def note(connection: Any, tile_id: str, revision: int, health: Health, now: datetime) -> None:
    """Add a row when the health is not what the last row says, within the caller's transaction."""
    marks = [list(mark) for mark in _marks(health.reasons)]
    last = connection.execute(_of_tile(tile_id).limit(1)).first()
    if last is None or (last.state, last.reasons) != (health.state, marks):
        values = {"tile_id": tile_id, "revision": revision, "state": health.state, "reasons": marks, "at": now}
        connection.execute(table.insert().values(values))


def since(connection: Any, tile_id: str, reason: Reason) -> datetime | None:
    """Since when this reason has held without a break; None when the last row does not know it."""
    found, (mark,) = None, _marks([reason])
    for row in connection.execute(_of_tile(tile_id).limit(_LOOKED_AT)):
        if list(mark) not in row.reasons:
            break
        found = row.at
    return found


def _marks(reasons: Any) -> list[Mark]:
    """A reason by its code and source: the numbers in it change from check to check."""
    return sorted({(reason.code, str(reason.params.get("source", ""))) for reason in reasons})


def _of_tile(tile_id: str) -> Any:
    return sa.select(table).where(table.c.tile_id == tile_id).order_by(table.c.id.desc())
