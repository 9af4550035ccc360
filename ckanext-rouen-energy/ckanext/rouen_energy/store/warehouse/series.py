"""A meter's energy over time, read from the warehouse at the step that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.store.staging import SCHEMA as BASE

from ...core.metering.statuses import SUSPECTED, Status
from ...core.metering.units import SECONDS_PER_HOUR
from ...core.series import CALENDAR, READING, Gap, Point, Remark, Replaced, Span
from .energy import PARIS, milli_wh
from .tables import SCHEMA

#: remarks of an answer: what is more than this is seen by zooming in
MOST_REMARKS = 1000

_SUSPECTED = ", ".join(str(int(status)) for status in SUSPECTED)
_MIDNIGHT = f"::timestamp AT TIME ZONE '{PARIS}'"
_MINE = "meter = %(meter)s AND day >= %(first)s AND day < %(end)s"
#: what a day may lack without being told as a gap, in seconds: less than any step
_TOLERATED = 299


@dataclass(frozen=True)
class Meter:
    """A meter of one published table of readings: its number in the warehouse, its own, and the usual step."""

    number: int
    name: str
    seconds: int


def meters(connection: Connection, resource_id: str) -> list[str]:
    """Identifiers of the meters of a table of readings, in their order."""
    query = f"SELECT id_compteur FROM {SCHEMA}.meter WHERE resource_id = %(resource)s ORDER BY id_compteur"  # noqa: S608
    return [name for (name,) in connection.exec_driver_sql(query, {"resource": resource_id})]


def meter(connection: Connection, resource_id: str, name: str) -> Meter | None:
    """A meter of a table of readings by its identifier."""
    row = connection.exec_driver_sql(
        f"""SELECT meter, id_compteur, coalesce(seconds, 3600) FROM {SCHEMA}.meter
        WHERE resource_id = %(resource)s AND id_compteur = %(name)s""",  # noqa: S608
        {"resource": resource_id, "name": name},
    ).first()
    return Meter(*row) if row else None


def extent(connection: Connection, which: Meter) -> Span | None:
    """From the first day that has readings to the last."""
    query = f"SELECT min(day), max(day) + 1 FROM {SCHEMA}.meter_day WHERE meter = %(meter)s"  # noqa: S608
    first, end = connection.exec_driver_sql(query, {"meter": which.number}).one()
    return Span(first, end) if first else None


def points(connection: Connection, which: Meter, span: Span, step: str) -> list[Point]:
    """Energy by step (`reading`, `hour`, `day`, `week`, `month`), a point without energy where nothing was read."""
    query = _POINTS_OF_DAYS if step in CALENDAR else _points_of_readings(step)
    return [Point(*row) for row in connection.exec_driver_sql(query, {**_asked(which, span), "step": step})]


def gaps(connection: Connection, which: Meter, span: Span, step: str) -> list[Gap]:
    """Where readings are missing between the first and the last that there are: whole days for what is drawn so."""
    query = _GAPS_OF_DAYS if step in CALENDAR else _GAPS_OF_READINGS
    rows = connection.exec_driver_sql(query, _asked(which, span)).all()
    return [Gap(row.start, row.end, row.missing / SECONDS_PER_HOUR) for row in rows]


def suspected(connection: Connection, which: Meter, span: Span) -> list[Remark]:
    """Readings that look wrong, the first thousand."""
    rows = connection.exec_driver_sql(
        f"""SELECT start, seconds, milli_wh, status FROM {SCHEMA}.reading
        WHERE {_MINE} AND status <> {int(Status.OK)} AND status IN ({_SUSPECTED})
        ORDER BY start LIMIT {MOST_REMARKS}""",  # noqa: S608
        _asked(which, span),
    )
    return [Remark(row.start, row.seconds, row.milli_wh, Status(row.status)) for row in rows]


def replaced(connection: Connection, resource_id: str, which: Meter, span: Span) -> list[Replaced]:
    """Readings that a later file corrected, as they were and as they are, the first thousand."""
    rows = connection.exec_driver_sql(
        f"""SELECT start, milli_wh, {milli_wh()} AS was_milli_wh, replaced FROM (
            SELECT held.start, held.seconds, held.milli_wh, valeur, unite, coefficient, replaced
            FROM {BASE}.replaced
            CROSS JOIN LATERAL jsonb_to_record(row) AS said (
                id_compteur text, horodate timestamptz, valeur numeric, unite text, coefficient numeric)
            JOIN {SCHEMA}.reading AS held ON held.start = horodate AND held.meter = %(meter)s
                AND held.day = (horodate AT TIME ZONE '{PARIS}')::date
            WHERE resource_id = %(resource)s AND said.id_compteur = %(name)s
                AND held.day >= %(first)s AND held.day < %(end)s
        ) AS found ORDER BY start, replaced LIMIT {MOST_REMARKS}""",  # noqa: S608
        {**_asked(which, span), "resource": resource_id, "name": which.name},
    )
    return [Replaced(*row) for row in rows]


def _asked(which: Meter, span: Span) -> Mapping[str, Any]:
    return {"meter": which.number, "first": span.first, "end": span.end}


def _points_of_readings(step: str) -> str:
    """Each reading, or hour, that there is; and one point without energy where the next one does not follow."""
    start, length = ("start", "seconds") if step == READING else ("date_trunc('hour', start)", str(SECONDS_PER_HOUR))
    return f"""
        WITH said AS (
            SELECT {start} AS start, {start} + {length} * interval '1 s' AS until, milli_wh
            FROM {SCHEMA}.reading WHERE {_MINE}
        ), summed AS (
            SELECT start, until, sum(milli_wh)::bigint AS milli_wh, lead(start) OVER (ORDER BY start) AS next
            FROM said GROUP BY start, until
        )
        SELECT start, milli_wh FROM summed
        UNION ALL SELECT until, NULL FROM summed WHERE next > until
        ORDER BY 1"""  # noqa: S608


#: every day, week or month from the first to the last, the first of them cut where the span begins
_POINTS_OF_DAYS = f"""
    SELECT min(days.day){_MIDNIGHT} AS start, sum(milli_wh)::bigint AS milli_wh
    FROM (SELECT generate_series(%(first)s::date, %(end)s::date - 1, '1 day')::date AS day) AS days
    LEFT JOIN {SCHEMA}.meter_day ON meter_day.day = days.day AND meter = %(meter)s
    GROUP BY date_trunc(%(step)s, days.day::timestamp) ORDER BY 1"""  # noqa: S608

_ENDS = f"""
    SELECT (SELECT start FROM {SCHEMA}.reading WHERE meter = %(meter)s ORDER BY day, start LIMIT 1) AS first,
        (SELECT start + seconds * interval '1 s' FROM {SCHEMA}.reading WHERE meter = %(meter)s
            ORDER BY day DESC, start DESC LIMIT 1) AS last"""  # noqa: S608

_GAPS_OF_READINGS = f"""
    WITH said AS (
        SELECT start, start + seconds * interval '1 s' AS until FROM {SCHEMA}.reading WHERE {_MINE}
        UNION ALL SELECT moment, moment FROM ({_ENDS}) AS ends
        CROSS JOIN LATERAL (
            VALUES (greatest(first, %(first)s{_MIDNIGHT})), (least(last, %(end)s{_MIDNIGHT}))
        ) AS bound (moment)
    )
    SELECT until AS start, next AS end, date_part('epoch', next - until) AS missing
    FROM (SELECT until, lead(start) OVER (ORDER BY start, until) AS next FROM said) AS followed
    WHERE next > until ORDER BY 1"""  # noqa: S608

_GAPS_OF_DAYS = f"""
    WITH days AS (
        SELECT days.day, date_part('epoch', least(days.next, last) - greatest(days.start, first)) - coalesce(seconds, 0)
            AS missing
        FROM (
            SELECT day::date, day{_MIDNIGHT} AS start, (day + interval '1 day'){_MIDNIGHT} AS next
            FROM generate_series(%(first)s::date::timestamp, %(end)s::date - interval '1 day', '1 day') AS day
        ) AS days CROSS JOIN ({_ENDS}) AS ends
        LEFT JOIN {SCHEMA}.meter_day ON meter_day.day = days.day AND meter = %(meter)s
        WHERE days.next > first AND days.start < last
    )
    SELECT min(day){_MIDNIGHT} AS start, (max(day) + 1){_MIDNIGHT} AS end, sum(missing) AS missing
    FROM (
        SELECT *, day - row_number() OVER (ORDER BY day)::integer AS stretch FROM days WHERE missing > {_TOLERATED}
    ) AS found GROUP BY stretch ORDER BY 1"""  # noqa: S608
