"""The record of computations in the main database: which inputs gave which published indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.indicators import LeftOut, Source
from ..model import computation as table


@dataclass(frozen=True)
class Computation:
    """One computation of one indicator of one owner; `output_sha256` is the hash of the file that was published."""

    owner: str
    formula: str
    inputs: tuple[Source, ...]
    inputs_sha256: str
    output_sha256: str
    rows: int
    left_out: tuple[LeftOut, ...]
    computed_at: datetime | None = None
    id: int = 0


@contextmanager
def exclusive(owner: str) -> Iterator[None]:
    """Only one computation of an owner's indicator at a time, over all workers."""
    key = sa.func.hashtextextended(f"rouen-energy {owner}", 0)
    with model.meta.engine.begin() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
        yield


def record(new: Computation) -> None:
    """Add a computation; the database dates it."""
    with model.meta.engine.begin() as connection:
        connection.execute(
            table.insert().values(
                owner=new.owner,
                formula=new.formula,
                inputs=[asdict(source) for source in new.inputs],
                inputs_sha256=new.inputs_sha256,
                output_sha256=new.output_sha256,
                rows=new.rows,
                left_out=[{**asdict(item), "kwh": str(item.kwh)} for item in new.left_out],
            )
        )


def latest(owner: str, formula: str) -> Computation | None:
    """The newest computation of an owner by this formula."""
    found = _latest(sa.select(table).where(table.c.owner == owner, table.c.formula == formula))
    return next(iter(found), None)


def owners() -> set[str]:
    """Owners of whom something was ever computed."""
    with model.meta.engine.begin() as connection:
        return {row.owner for row in connection.execute(sa.select(table.c.owner).distinct())}


def behind(outputs: Mapping[str, str]) -> dict[str, Computation]:
    """The newest computation of each owner that gave the file of this hash: what is shown, not what comes next."""
    pairs = sa.tuple_(table.c.owner, table.c.output_sha256).in_(list(outputs.items()))
    found = _latest(sa.select(table).where(pairs)) if outputs else []
    return {one.owner: one for one in sorted(found, key=lambda one: one.id)}


def owners_using(resource_id: str) -> list[str]:
    """Owners whose newest computation by one of the formulas read this resource."""
    newest = _latest(sa.select(table))
    return [one.owner for one in newest if any(source.resource_id == resource_id for source in one.inputs)]


def _latest(query: Any) -> list[Computation]:
    """The newest of each owner and formula."""
    keys = (table.c.owner, table.c.formula)
    with model.meta.engine.begin() as connection:
        return [
            _computation(row) for row in connection.execute(query.distinct(*keys).order_by(*keys, table.c.id.desc()))
        ]


def _computation(row: Any) -> Computation:
    return Computation(
        id=row.id,
        owner=row.owner,
        formula=row.formula,
        inputs=tuple(Source(**source) for source in row.inputs),
        inputs_sha256=row.inputs_sha256,
        output_sha256=row.output_sha256,
        rows=row.rows,
        left_out=tuple(_left_out(item) for item in row.left_out),
        computed_at=row.computed_at,
    )


def _left_out(item: dict[str, Any]) -> LeftOut:
    return LeftOut(item["year"], item["reason"], item["buildings"], Decimal(item["kwh"]))
