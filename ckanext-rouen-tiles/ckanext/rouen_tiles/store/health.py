"""The last check of each tile: computed, so it is written over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ..core.health import Health, Reason
from ..model import check as table
from . import health_change


@dataclass(frozen=True)
class BuiltContent:
    """The data that a check built: `key` says from what, `version` names them; None when there are none.

    `own` are the communes that have an item of their own. `refused` says why newer data could not be built.
    """

    key: str = ""
    version: str | None = None
    coverage: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    items: int = 0
    lost: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Mapping[str, Any], ...] = ()
    observed: str | None = None
    valid_until: str | None = None


@dataclass(frozen=True)
class Check:
    """A check of one revision of a tile; `failures` counts those that failed in a row."""

    tile_id: str
    revision: int
    health: Health
    content: BuiltContent
    failures: int
    observed_at: datetime | None
    checked_at: datetime


#: What a check of before an upgrade said more is left out.
_CONTENT = frozenset(part.name for part in fields(BuiltContent))


def record_now(check: Check) -> None:
    """Write a check over the one before, in a transaction of its own."""
    with model.meta.engine.begin() as connection:
        record(connection, check)


def last(connection: Any) -> dict[str, Check]:
    """The last check of every tile, by id."""
    return {row.tile_id: _check(row) for row in connection.execute(sa.select(table))}


def record(connection: Any, check: Check) -> None:
    """Write a check over the one before, within the caller's transaction."""
    values = {
        "tile_id": check.tile_id,
        "revision": check.revision,
        "state": check.health.state,
        "reasons": [vars(reason) for reason in check.health.reasons],
        "content": vars(check.content),
        "failures": check.failures,
        "observed_at": check.observed_at,
        "checked_at": check.checked_at,
    }
    statement = insert(table).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=["tile_id"], set_=values))
    health_change.note(connection, check.tile_id, check.revision, check.health, check.checked_at)


def _check(row: Any) -> Check:
    content = {name: value for name, value in row.content.items() if name in _CONTENT}
    return Check(
        tile_id=row.tile_id,
        revision=row.revision,
        health=Health(row.state, tuple(Reason(**reason) for reason in row.reasons)),
        content=BuiltContent(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in content.items()}
        ),
        failures=row.failures,
        observed_at=row.observed_at,
        checked_at=row.checked_at,
    )
