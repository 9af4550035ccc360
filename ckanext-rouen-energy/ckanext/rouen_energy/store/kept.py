"""What a job computed for the pages of energy management, in the main database: kept while its inputs stay the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..model import kept as table


def found(owner: str, kind: str, inputs_sha256: str) -> dict[str, Any]:
    """All of a kind that was computed of an owner (its id) from these inputs, by name; none from any others."""
    with model.meta.engine.begin() as connection:
        return {row.name: row.found for row in connection.execute(_of(owner, kind, inputs_sha256))}


def one(owner: str, kind: str, inputs_sha256: str, name: str) -> Any:
    """One of them; None when it was not computed from these inputs."""
    query = _of(owner, kind, inputs_sha256).where(table.c.name == name)
    with model.meta.engine.begin() as connection:
        row = connection.execute(query).first()
    return row.found if row else None


def inputs(owner: str, kind: str) -> str | None:
    """What the answers of a kind were computed from; None when there are none."""
    query = sa.select(table.c.inputs_sha256).where(table.c.owner == owner, table.c.kind == kind).limit(1)
    with model.meta.engine.begin() as connection:
        return connection.execute(query).scalar()


def owners() -> set[str]:
    """Organisations of which something is kept."""
    with model.meta.engine.begin() as connection:
        return {row.owner for row in connection.execute(sa.select(table.c.owner).distinct())}


def replace(owner: str, kind: str, inputs_sha256: str, answers: Mapping[str, Any]) -> None:
    """Keep these in place of all of their kind, at once; the database dates them."""
    now = sa.func.clock_timestamp()
    same = {"owner": owner, "kind": kind, "inputs_sha256": inputs_sha256, "computed_at": now}
    with model.meta.engine.begin() as connection:
        connection.execute(table.delete().where(table.c.owner == owner, table.c.kind == kind))
        if answers:
            rows = [{"name": name, "found": answer} for name, answer in answers.items()]
            connection.execute(table.insert().values(**same), rows)


def forget(owner: str) -> None:
    """Do away with all that is kept of an owner that has nothing public any more."""
    with model.meta.engine.begin() as connection:
        connection.execute(table.delete().where(table.c.owner == owner))


def _of(owner: str, kind: str, inputs_sha256: str) -> Any:
    return sa.select(table.c.name, table.c.found).where(
        table.c.owner == owner, table.c.kind == kind, table.c.inputs_sha256 == inputs_sha256
    )
