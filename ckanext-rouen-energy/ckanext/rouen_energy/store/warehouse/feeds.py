"""What building × month of each owner was computed from, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy.engine import Connection

from ...core.building_month import MetersLeftOut
from .tables import SCHEMA


@dataclass(frozen=True)
class Feed:
    """The state of an owner's building × month; `output_sha256` is None when there was nothing to publish."""

    owner: str
    inputs: Sequence[str]
    inputs_sha256: str
    output_sha256: str | None
    synthetic: bool
    left_out: Sequence[MetersLeftOut]


def feed(connection: Connection, owner: str) -> Feed | None:
    """The state of an owner (its id)."""
    row = connection.exec_driver_sql(
        f"""SELECT owner, inputs, inputs_sha256, output_sha256, synthetic, left_out::text AS left_out
        FROM {SCHEMA}.feed WHERE owner = %(owner)s""",  # noqa: S608
        {"owner": owner},
    ).first()
    if row is None:
        return None
    return Feed(**{**row._mapping, "left_out": [_left_out(one) for one in json.loads(row.left_out)]})


def record(connection: Connection, new: Feed) -> None:
    """Remember the state of an owner."""
    left_out = json.dumps([{**asdict(one), "kwh": str(one.kwh)} for one in new.left_out])
    connection.exec_driver_sql(
        f"""INSERT INTO {SCHEMA}.feed (owner, inputs, inputs_sha256, output_sha256, synthetic, left_out)
        VALUES (%(owner)s, %(inputs)s, %(inputs_sha256)s, %(output_sha256)s, %(synthetic)s, %(left_out)s)
        ON CONFLICT (owner) DO UPDATE SET inputs = excluded.inputs, inputs_sha256 = excluded.inputs_sha256,
            output_sha256 = excluded.output_sha256, synthetic = excluded.synthetic, left_out = excluded.left_out,
            computed = now()""",  # noqa: S608
        {**vars(new), "inputs": list(new.inputs), "left_out": left_out},
    )


def owners(connection: Connection, resource_id: str | None = None) -> list[str]:
    """Owners whose building × month was computed, from one table or at all."""
    query = f"SELECT owner FROM {SCHEMA}.feed WHERE %(resource)s IS NULL OR %(resource)s = ANY(inputs)"  # noqa: S608
    return [owner for (owner,) in connection.exec_driver_sql(query, {"resource": resource_id})]


def synthetic_owners(connection: Connection) -> set[str]:
    """Owners whose building × month comes, in part or all, from what was made up for the demonstration."""
    return {owner for (owner,) in connection.exec_driver_sql(f"SELECT owner FROM {SCHEMA}.feed WHERE synthetic")}  # noqa: S608


def _left_out(item: dict[str, object]) -> MetersLeftOut:
    year, meters = int(str(item["year"])), int(str(item["meters"]))
    return MetersLeftOut(year, str(item["reason"]), meters, Decimal(str(item["kwh"])))
