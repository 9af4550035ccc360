"""Sums of readings by day, month and year of Paris, and what looks wrong among them.

What is suspected depends only on the readings of the meter's calendar year: files in any order give the same.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from ...core.metering.statuses import SUSPECTED, Status
from .energy import PARIS
from .tables import SCHEMA

#: a peak is suspected above so many times what the highest days of the meter's year reach, but one day in twenty
TIMES_USUAL_PEAK = 3
USUAL = 0.95
#: days of a year that must be there to tell what is usual
DAYS_TO_TELL = 30
#: readings of a day that must be the same, and not zero, for the meter to be stuck
READINGS_TO_BE_STUCK = 24
#: a day is covered when readings span this much of it
COVERED = 0.9
#: what a sum of a hundred million readings may hold before it is written to the disk and read back
MEMORY = "128MB"

_POWER = "milli_wh * 3600 / nullif(seconds, 0)"
_SUSPECTED = ", ".join(str(int(status)) for status in SUSPECTED)
_SUMS = """sum(milli_wh) AS milli_wh, sum(estimated_milli_wh) AS estimated_milli_wh, sum(seconds) AS seconds,
    sum(readings) AS readings, sum(suspected) AS suspected"""
_SUMMED = "milli_wh, estimated_milli_wh, seconds, readings, suspected"


def sum_all(connection: Connection, resource_id: str) -> None:
    """Sum every reading of a table that was just filled whole; its days are in `touched` from then on."""
    meters = f"SELECT meter FROM {SCHEMA}.meter WHERE resource_id = %(resource)s"  # noqa: S608
    _sum_days(connection, f"{SCHEMA}.reading WHERE meter IN ({meters})", {"resource": resource_id})
    connection.exec_driver_sql(
        f"""CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
        SELECT meter, day FROM {SCHEMA}.meter_day WHERE meter IN ({meters})""",  # noqa: S608
        {"resource": resource_id},
    )
    connection.exec_driver_sql(f"ANALYZE touched, {SCHEMA}.meter_day")
    _sum_up(connection)


def sum_touched(connection: Connection) -> None:
    """Sum again the days in `touched`, their months and years."""
    connection.exec_driver_sql(
        f"DELETE FROM {SCHEMA}.meter_day AS held USING touched "  # noqa: S608
        "WHERE held.meter = touched.meter AND held.day = touched.day"
    )
    _sum_days(connection, f"{SCHEMA}.reading JOIN touched USING (meter, day)", {})
    _sum_up(connection)


def _sum_up(connection: Connection) -> None:
    """Say what is suspected in the years that were touched, and sum what changed."""
    connection.exec_driver_sql(
        """CREATE TEMPORARY TABLE touched_year ON COMMIT DROP AS
        SELECT DISTINCT meter, date_part('year', day)::integer AS year FROM touched"""
    )
    _tell_usual_peaks(connection)
    _suspect(connection)
    _sum_months(connection)
    _sum_years(connection)


def _sum_days(connection: Connection, readings: str, values: dict[str, str]) -> None:
    """Sum readings by day: into a table of this transaction first, which is what PostgreSQL does on several cores."""
    connection.exec_driver_sql(f"SET LOCAL work_mem = '{MEMORY}'")
    connection.exec_driver_sql(
        f"""CREATE TEMPORARY TABLE summed ON COMMIT DROP AS
        SELECT meter, day, coalesce(sum(milli_wh), 0)::bigint AS milli_wh,
            coalesce(sum(milli_wh) FILTER (WHERE status = {int(Status.GAP_FILLED)}), 0)::bigint AS estimated_milli_wh,
            coalesce(sum(seconds) FILTER (WHERE milli_wh IS NOT NULL), 0) AS seconds, count(*) AS readings,
            count(*) FILTER (WHERE status IN ({_SUSPECTED})) AS suspected,
            min({_POWER}) AS low, max({_POWER}) AS peak
        FROM {readings} GROUP BY meter, day""",  # noqa: S608
        values,
    )
    midnight = f"::timestamp AT TIME ZONE '{PARIS}'"
    connection.exec_driver_sql(
        f"""INSERT INTO {SCHEMA}.meter_day (meter, day, {_SUMMED}, low, peak, covered)
        SELECT meter, day, {_SUMMED}, low, peak,
            seconds >= {COVERED} * date_part('epoch', (day + 1){midnight} - day{midnight})
        FROM summed ORDER BY meter, day"""  # noqa: S608
    )


def _tell_usual_peaks(connection: Connection) -> None:
    """What the highest days of each touched year reach but for one in twenty; null for a year of too few days."""
    connection.exec_driver_sql(
        f"""CREATE TEMPORARY TABLE usual ON COMMIT DROP AS
        SELECT meter, year, CASE WHEN count(peak) >= {DAYS_TO_TELL} THEN
            percentile_disc({USUAL}) WITHIN GROUP (ORDER BY peak) END AS usual_peak
        FROM touched_year JOIN {SCHEMA}.meter_day USING (meter) WHERE {_IN_YEAR} GROUP BY meter, year"""  # noqa: S608
    )


_IN_YEAR = "day >= make_date(year, 1, 1) AND day < make_date(year + 1, 1, 1)"


def _suspect(connection: Connection) -> None:
    """Mark readings far above the usual peak, and days on which a meter was stuck; unmark those that no longer are."""
    stuck = f"low = peak AND peak <> 0 AND readings >= {READINGS_TO_BE_STUCK}"
    connection.exec_driver_sql(
        f"""CREATE TEMPORARY TABLE doubtful ON COMMIT DROP AS
        SELECT meter, day, coalesce({stuck}, false) AS stuck, {TIMES_USUAL_PEAK} * usual_peak AS most
        FROM usual JOIN {SCHEMA}.meter_day USING (meter)
        WHERE {_IN_YEAR} AND (suspected > 0 OR peak > {TIMES_USUAL_PEAK} * usual_peak OR {stuck})"""  # noqa: S608
    )
    told = f"""CASE WHEN {_POWER} > most THEN {int(Status.SUSPECTED_OUTLIER)}
        WHEN stuck THEN {int(Status.SUSPECTED_STUCK)} ELSE {int(Status.OK)} END"""
    connection.exec_driver_sql(
        f"""UPDATE {SCHEMA}.reading AS held SET status = {told} FROM doubtful
        WHERE held.meter = doubtful.meter AND held.day = doubtful.day
            AND held.status IN ({int(Status.OK)}, {_SUSPECTED}) AND held.status <> {told}"""  # noqa: S608
    )
    connection.exec_driver_sql(
        f"""WITH counted AS (
            SELECT meter, day, count(*) FILTER (WHERE status IN ({_SUSPECTED})) AS suspected
            FROM doubtful JOIN {SCHEMA}.reading USING (meter, day) GROUP BY meter, day
        ), changed AS (
            UPDATE {SCHEMA}.meter_day AS held SET suspected = counted.suspected FROM counted
            WHERE held.meter = counted.meter AND held.day = counted.day AND held.suspected <> counted.suspected
            RETURNING held.meter, held.day
        ) INSERT INTO touched SELECT meter, day FROM changed"""  # noqa: S608
    )


def _sum_months(connection: Connection) -> None:
    connection.exec_driver_sql(
        """CREATE TEMPORARY TABLE touched_month ON COMMIT DROP AS
        SELECT DISTINCT meter, date_trunc('month', day)::date AS month FROM touched"""
    )
    connection.exec_driver_sql(
        f"DELETE FROM {SCHEMA}.meter_month AS held USING touched_month AS touched "  # noqa: S608
        "WHERE held.meter = touched.meter AND held.month = touched.month"
    )
    connection.exec_driver_sql(
        f"""INSERT INTO {SCHEMA}.meter_month (meter, month, {_SUMMED}, days_covered)
        SELECT meter, month, {_SUMS}, count(*) FILTER (WHERE covered)
        FROM touched_month JOIN {SCHEMA}.meter_day USING (meter)
        WHERE day >= month AND day < (month + interval '1 month')::date GROUP BY meter, month"""  # noqa: S608
    )


def _sum_years(connection: Connection) -> None:
    connection.exec_driver_sql(
        f"DELETE FROM {SCHEMA}.meter_year AS held USING touched_year AS touched "  # noqa: S608
        "WHERE held.meter = touched.meter AND held.year = touched.year"
    )
    connection.exec_driver_sql(
        f"""INSERT INTO {SCHEMA}.meter_year (meter, year, {_SUMMED}, days_covered, usual_peak)
        SELECT meter, year, {_SUMS}, sum(days_covered), usual_peak
        FROM usual JOIN {SCHEMA}.meter_month USING (meter)
        WHERE month >= make_date(year, 1, 1) AND month < make_date(year + 1, 1, 1)
        GROUP BY meter, year, usual_peak"""  # noqa: S608
    )
