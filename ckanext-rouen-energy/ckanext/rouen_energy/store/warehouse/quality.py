"""What an owner's readings are worth: which months are covered, which readings look wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.store.staging import quote

from ...core.metering.statuses import SUSPECTED, Status
from .tables import SCHEMA

_SUSPECTED = ", ".join(str(int(status)) for status in SUSPECTED)
_OWN = f"FROM {SCHEMA}.source JOIN {SCHEMA}.meter USING (resource_id)"
_NEWEST_FIRST = "ORDER BY start DESC, id_compteur"


@dataclass(frozen=True)
class MeterMonth:
    """A month of a meter of one table of readings: days of the month, days covered, readings suspected.

    Months between the first and the last of the meter are all there, those without any reading with 0 days covered.
    """

    resource_id: str
    id_compteur: str
    month: date
    days: int
    days_covered: int
    readings: int
    suspected: int
    milli_wh: int


@dataclass(frozen=True)
class Suspected:
    """A reading that looks wrong, with what the officer's file says."""

    resource_id: str
    id_compteur: str
    start: datetime
    seconds: int
    milli_wh: int | None
    status: Status
    value: Decimal
    unit: str


def calendar(connection: Connection, owner: str) -> list[MeterMonth]:
    """Every month of every meter of an organisation (its id), by table, meter and month."""
    rows = connection.exec_driver_sql(
        f"""SELECT resource_id, id_compteur, wanted.month,
            (wanted.month + interval '1 month')::date - wanted.month AS days,
            coalesce(days_covered, 0), coalesce(readings, 0), coalesce(suspected, 0), coalesce(milli_wh, 0)
        FROM (
            SELECT resource_id, id_compteur, meter, min(held.month) AS first, max(held.month) AS last
            {_OWN} JOIN {SCHEMA}.meter_month AS held USING (meter) WHERE owner = %(owner)s GROUP BY 1, 2, 3
        ) AS meters CROSS JOIN LATERAL (
            SELECT generate_series(first, last, '1 month')::date AS month
        ) AS wanted
        LEFT JOIN {SCHEMA}.meter_month AS held ON held.meter = meters.meter AND held.month = wanted.month
        ORDER BY 1, 2, 3""",  # noqa: S608
        {"owner": owner},
    )
    return [MeterMonth(*row) for row in rows]


def suspected(connection: Connection, owner: str, limit: int = 500) -> list[Suspected]:
    """The latest readings of an organisation that look wrong, with their originals."""
    rows = connection.exec_driver_sql(
        f"""SELECT resource_id, id_compteur, start, reading.seconds, milli_wh, status
        {_OWN} JOIN {SCHEMA}.reading USING (meter)
        WHERE owner = %(owner)s AND status <> {int(Status.OK)} AND status IN ({_SUSPECTED})
        {_NEWEST_FIRST} LIMIT {limit}""",
        {"owner": owner},
    ).all()
    originals = {resource_id: _originals(connection, resource_id, rows) for resource_id in {row[0] for row in rows}}
    found = []
    for row in rows:
        original = originals[row.resource_id].get((row.id_compteur, row.start))
        if original:
            found.append(Suspected(*row[:5], Status(row.status), *original))
    return found


def meters_read(connection: Connection, owner: str) -> list[str]:
    """Identifiers of the meters of which an organisation has readings, in their order."""
    query = f"SELECT DISTINCT id_compteur {_OWN} WHERE owner = %(owner)s ORDER BY 1"
    return [name for (name,) in connection.exec_driver_sql(query, {"owner": owner})]


def _originals(
    connection: Connection, resource_id: str, rows: list[sa.engine.Row]
) -> dict[tuple[str, datetime], tuple[Decimal, str]]:
    """Value and unit of readings as the published table says them; none when it was replaced or withdrawn just now."""
    if not connection.execute(sa.text("SELECT to_regclass(:name)"), {"name": f"public.{quote(resource_id)}"}).scalar():
        return {}
    wanted = [row for row in rows if row.resource_id == resource_id]
    said = connection.exec_driver_sql(
        f"""SELECT id_compteur, horodate, valeur, unite FROM public.{quote(resource_id)}
        JOIN unnest(%(meters)s::text[], %(moments)s::timestamptz[]) AS wanted (id_compteur, horodate)
            USING (id_compteur, horodate)""",  # noqa: S608
        {"meters": [row.id_compteur for row in wanted], "moments": [row.start for row in wanted]},
    )
    return {(row.id_compteur, row.horodate): (row.valeur, row.unite) for row in said}
