"""From a published table of readings to the warehouse: all of it the first time, then the days that a file touched.

What was read last is noted before anything is read: what arrives meanwhile is read again the next time, never missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.exporting import is_waited_for, lock_table
from ckanext.rouen_municipalities.store.staging import SCHEMA as BASE
from ckanext.rouen_municipalities.store.staging import quote

from ...core.metering.statuses import SUSPECTED, Status
from . import marks
from .energy import PARIS, milli_wh, seconds, status
from .tables import SCHEMA, analyze, make_years

#: meters that are filled at a time; between two of these, a new table that waits for this one goes first
METERS_AT_A_TIME = 20
#: readings from which the usual step of a meter is told
SAMPLE = 200
_LONGEST = "25 hours"
#: how far the reading before or after one of a day may be that tells its step
_BESIDE = "interval '26 hours'"
_COLUMNS = "meter, day, start, seconds, milli_wh, status"
_SUSPECTED = ", ".join(str(int(status)) for status in SUSPECTED)
_UNSUSPECTED = f"CASE WHEN held.status IN ({_SUSPECTED}) THEN {int(Status.OK)} ELSE held.status END"


class GaveWay(Exception):
    """A new table of the resource waits: what was filled is forgotten, the new one will be filled."""


class Filled(Enum):
    """What of a table was filled: nothing new, all of it, or the days in the temporary table `touched` (meter, day)."""

    NOTHING = "nothing"
    WHOLE = "whole"
    TOUCHED = "touched"


def fill(connection: Connection, table: PublishedTable) -> Filled:
    """Bring the readings of a published table into the warehouse. Raises GaveWay, NoTable."""
    lock_table(connection, table.resource_id)
    now, held = marks.now_of(connection, table), marks.held_of(connection, table.resource_id)
    if now == held:
        marks.give_to(connection, table)
        return Filled.NOTHING
    if held is None or held.table_oid != now.table_oid:
        forget(connection, table.resource_id)
        marks.note(connection, table, now)
        _fill_all(connection, table.resource_id)
        return Filled.WHOLE
    marks.note(connection, table, now)
    _fill_touched(connection, table.resource_id, held)
    return Filled.TOUCHED


def forget(connection: Connection, resource_id: str) -> None:
    """Remove what the warehouse holds of a table."""
    meters = f"SELECT meter FROM {SCHEMA}.meter WHERE resource_id = %(resource)s"  # noqa: S608
    for name in ("reading", "meter_day", "meter_month", "meter_year"):
        _run(connection, f"DELETE FROM {SCHEMA}.{name} WHERE meter IN ({meters})", resource_id)  # noqa: S608
    _run(connection, f"DELETE FROM {SCHEMA}.source WHERE resource_id = %(resource)s", resource_id)  # noqa: S608


def _fill_all(connection: Connection, resource_id: str) -> None:
    _run(
        connection,
        f"""INSERT INTO {SCHEMA}.meter (resource_id, id_compteur)
        WITH RECURSIVE found AS (
            SELECT min(id_compteur) AS id_compteur FROM {_table(resource_id)}
            UNION ALL
            SELECT (SELECT min(id_compteur) FROM {_table(resource_id)} WHERE id_compteur > found.id_compteur)
            FROM found WHERE found.id_compteur IS NOT NULL
        ) SELECT %(resource)s, id_compteur FROM found WHERE id_compteur IS NOT NULL""",  # noqa: S608
        resource_id,
    )
    meters = _meters(connection, resource_id)
    years = _make_years_of_all(connection, resource_id)
    _tell_usual_steps(connection, resource_id)
    every = "SELECT meter, id_compteur, seconds, '-infinity'::date AS first, 'infinity'::date AS last"
    for start in range(0, len(meters), METERS_AT_A_TIME):
        if is_waited_for(connection, resource_id):
            raise GaveWay(resource_id)
        batch = ", ".join(map(str, meters[start : start + METERS_AT_A_TIME]))
        anew = _readings(resource_id, f"{every} FROM {SCHEMA}.meter WHERE meter IN ({batch})")
        connection.exec_driver_sql(f"INSERT INTO {SCHEMA}.reading ({_COLUMNS}) {anew}")
    analyze(connection, years)


def _fill_touched(connection: Connection, resource_id: str, held: marks.Mark) -> None:
    """Read anew the days of rows that are new or corrected, and those beside: a step is told by its neighbours."""
    connection.exec_driver_sql(
        f"""CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
        SELECT DISTINCT id_compteur, (stamp AT TIME ZONE '{PARIS}')::date AS day FROM (
            SELECT id_compteur, horodate AS stamp FROM {_table(resource_id)} WHERE _id > %(last_row)s
            UNION ALL
            SELECT row->>'id_compteur', (row->>'horodate')::timestamptz FROM {BASE}.replaced
            WHERE resource_id = %(resource)s AND id > %(last_replaced)s
        ) AS said""",  # noqa: S608
        {"resource": resource_id, **vars(held)},
    )
    _run(
        connection,
        f"""INSERT INTO {SCHEMA}.meter (resource_id, id_compteur)
        SELECT DISTINCT %(resource)s, id_compteur FROM changed ON CONFLICT DO NOTHING""",  # noqa: S608
        resource_id,
    )
    _run(
        connection,
        f"""CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
        SELECT DISTINCT meter, day + beside AS day
        FROM changed JOIN {SCHEMA}.meter USING (id_compteur), generate_series(-1, 1) AS beside
        WHERE resource_id = %(resource)s""",  # noqa: S608
        resource_id,
    )
    for meter in _tell_usual_steps(connection, resource_id):
        _touch_all(connection, meter)
    connection.exec_driver_sql("ANALYZE touched")
    years = connection.exec_driver_sql("SELECT DISTINCT date_part('year', day)::integer FROM touched")
    make_years(connection, [year for (year,) in years])
    _correct(connection, _readings(resource_id, _STRETCHES))


def _touch_all(connection: Connection, meter: int) -> None:
    """A meter whose usual step changed is read anew: readings that stand alone last as long as that."""
    connection.exec_driver_sql(
        f"""INSERT INTO touched SELECT meter, day FROM {SCHEMA}.meter_day AS held WHERE meter = %(meter)s
        AND NOT EXISTS (SELECT FROM touched WHERE touched.meter = held.meter AND touched.day = held.day)""",  # noqa: S608
        {"meter": meter},
    )


#: touched days that follow each other are read together
_STRETCHES = f"""SELECT meter, id_compteur, seconds, min(day) AS first, max(day) AS last FROM (
        SELECT meter, day, day - row_number() OVER (PARTITION BY meter ORDER BY day)::integer AS stretch FROM touched
    ) AS numbered JOIN {SCHEMA}.meter USING (meter) GROUP BY meter, id_compteur, seconds, stretch"""  # noqa: S608


def _correct(connection: Connection, anew: str) -> None:
    """Write the readings that are not there as they are now; one that is suspected is looked at again with its day.

    LIMIT has each looked up by its key: few are, among many. ORDER BY has all of them looked up before the first is
    written: an empty table, as that of a new year is, is read whole each time, which is quick as long as it is empty.
    """
    connection.exec_driver_sql(
        f"""INSERT INTO {SCHEMA}.reading ({_COLUMNS}) SELECT anew.* FROM ({anew}) AS anew
        LEFT JOIN LATERAL (
            SELECT * FROM {SCHEMA}.reading WHERE meter = anew.meter AND day = anew.day AND start = anew.start LIMIT 1
        ) AS held ON true
        WHERE (held.seconds, held.milli_wh, {_UNSUSPECTED}) IS DISTINCT FROM (anew.seconds, anew.milli_wh, anew.status)
        ORDER BY anew.meter, anew.day, anew.start
        ON CONFLICT (meter, day, start) DO UPDATE
            SET seconds = excluded.seconds, milli_wh = excluded.milli_wh, status = excluded.status"""  # noqa: S608
    )


def _readings(resource_id: str, stretches: str) -> str:
    """The readings of stretches of days (meter, id_compteur, seconds, first, last), in the order of the table.

    OFFSET 0 has each step computed once: PostgreSQL would write it out wherever the next one names it.
    """
    moment = f"::timestamp AT TIME ZONE '{PARIS}'"
    return f"""SELECT meter, day, start, coalesce(seconds, 0) AS seconds, milli_wh, {status()} AS status FROM (
        SELECT *, {milli_wh()} AS milli_wh FROM (
        SELECT *, {seconds()} AS seconds
        FROM ({stretches}) AS stretch (meter, id_compteur, usual, first, last)
        CROSS JOIN LATERAL (
            SELECT horodate AS start, (horodate AT TIME ZONE '{PARIS}')::date AS day,
                valeur, unite, coefficient, qualite,
                lead(horodate) OVER moments - horodate AS after, horodate - lag(horodate) OVER moments AS before
            FROM {_table(resource_id)} WHERE id_compteur = stretch.id_compteur
                AND horodate >= first{moment} - {_BESIDE} AND horodate < (last + 1){moment} + {_BESIDE}
            WINDOW moments AS (ORDER BY horodate)
        ) AS said WHERE day BETWEEN first AND last
        OFFSET 0) AS timed OFFSET 0) AS readings"""  # noqa: S608


def _tell_usual_steps(connection: Connection, resource_id: str) -> list[int]:
    """Note how long a reading of each meter usually lasts, from its last ones; the meters for which that changed."""
    changed = _run(
        connection,
        f"""UPDATE {SCHEMA}.meter SET seconds = told.seconds FROM (
            SELECT meter, date_part('epoch', mode() WITHIN GROUP (ORDER BY gap))::integer AS seconds
            FROM {SCHEMA}.meter CROSS JOIN LATERAL (
                SELECT horodate - lead(horodate) OVER (ORDER BY horodate DESC) AS gap
                FROM {_table(resource_id)} AS said WHERE said.id_compteur = meter.id_compteur
                ORDER BY horodate DESC LIMIT {SAMPLE}
            ) AS last WHERE resource_id = %(resource)s AND gap <= interval '{_LONGEST}' GROUP BY meter
        ) AS told WHERE told.meter = meter.meter AND meter.seconds IS DISTINCT FROM told.seconds
        RETURNING meter.meter""",  # noqa: S608
        resource_id,
    )
    return [meter for (meter,) in changed]


def _make_years_of_all(connection: Connection, resource_id: str) -> Sequence[int]:
    """Have a table for each year between the first and the last reading of every meter; these years."""
    bounds = _run(
        connection,
        f"""SELECT min(first), max(last) FROM {SCHEMA}.meter CROSS JOIN LATERAL (
            SELECT min(horodate) AS first, max(horodate) AS last
            FROM {_table(resource_id)} AS said WHERE said.id_compteur = meter.id_compteur
        ) AS bounds WHERE resource_id = %(resource)s""",  # noqa: S608
        resource_id,
    ).one()
    if bounds[0] is None:
        return []
    # A year more: the first hours of a year in Paris are the last of the one before in UTC.
    years = range(bounds[0].year, bounds[1].year + 2)
    make_years(connection, years)
    return years


def _meters(connection: Connection, resource_id: str) -> Sequence[int]:
    query = f"SELECT meter FROM {SCHEMA}.meter WHERE resource_id = %(resource)s ORDER BY meter"  # noqa: S608
    return [meter for (meter,) in _run(connection, query, resource_id)]


def _table(resource_id: str) -> str:
    return f"public.{quote(resource_id)}"


def _run(connection: Connection, statement: str, resource_id: str) -> Any:
    return connection.exec_driver_sql(statement, {"resource": resource_id})
