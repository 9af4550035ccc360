"""What is not plausible in a table of energy: what no rule between cells can say, and other values can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.store.rule_queries import Tables, literal
from ckanext.rouen_municipalities.store.staging import execute
from ckanext.rouen_municipalities.store.table_rules import Finding

from ..core.metering import plausible
from ..core.metering.units import ENERGY, units


def mixed_units(connection: Connection, table: str, _tables: Tables) -> Iterator[Finding]:
    """Bills a thousand times smaller than those of the same series at the same time of the year."""
    thousand = Decimal(plausible.THOUSAND)
    least, most = thousand / plausible.SAME_SCALE, thousand * plausible.SAME_SCALE
    found = execute(
        connection,
        f"""
        WITH daily AS (
            SELECT _id, valeur, unite, id_batiment, id_compteur, vecteur, valeur * {_in_kwh("unite")} / (fin - debut)
                AS per_day, CASE WHEN fin - debut >= {plausible.LONG_PERIOD_DAYS} THEN 0
                ELSE extract(month FROM debut + (fin - debut) / 2) END AS season
            FROM {table} WHERE valeur > 0 AND unite IN ({_energies()}) AND coalesce(nature, '') <> 'avoir'
        ), beside AS (
            SELECT *, max(ARRAY[per_day, valeur]) OVER (PARTITION BY id_batiment, id_compteur, vecteur, season) AS large
            FROM daily
        )
        SELECT _id, trim_scale(valeur)::text || ' ' || unite AS value, trim_scale(large[2])::text AS large,
            count(*) OVER () AS times
        FROM beside WHERE large[1] / per_day BETWEEN {least} AND {most} ORDER BY _id LIMIT 1
        """,  # noqa: S608
    ).first()
    if found:
        refuses = found.times >= plausible.REFUSED_FROM
        rule = "energy-mixed-units" if refuses else "energy-mixed-units-perhaps"
        yield Finding(rule, found._id, "valeur", found.value, found.large, found.times, refuses)


def power_as_energy(connection: Connection, table: str, tables: Tables) -> Iterator[Finding]:
    """Readings in Wh that are as many times the bills of their meter as there are steps in an hour: they were in W."""
    for bills in tables.get("energy/consumption", ()):
        found = execute(connection, _against_bills(table, bills)).first()
        if found:
            value = f"{found.id_compteur}, {found.ratio}"
            yield Finding("energy-power-as-energy", found._id, "unite", value, found.unite, found.times, refuses=True)
            return


def _against_bills(table: str, bills: str) -> str:
    """The meters of which every bill that the readings cover is exceeded by the number of steps in an hour."""
    near = plausible.SAME_FIGURE
    return f"""
        WITH in_both AS (
            SELECT id_compteur FROM (SELECT id_compteur FROM {table} LIMIT {plausible.ROWS_SEEN}) AS rows_seen
            INTERSECT SELECT id_compteur FROM {bills} LIMIT {plausible.METERS_COMPARED}
        ), bill AS (
            SELECT id_compteur, debut::timestamp AT TIME ZONE 'Europe/Paris' AS since,
                fin::timestamp AT TIME ZONE 'Europe/Paris' AS until, valeur * {_in_kwh("unite")} AS kwh
            FROM {bills} JOIN in_both USING (id_compteur)
            WHERE valeur > 0 AND unite IN ({_energies()}) AND coalesce(nature, 'réel') = 'réel'
        ), covered AS (
            SELECT bill.id_compteur, min(reading._id) AS _id, min(reading.unite) AS unite, bill.kwh,
                sum(reading.valeur * {_in_kwh("reading.unite")}) AS read_kwh,
                extract(epoch FROM bill.until - bill.since) / count(*) AS step,
                extract(epoch FROM max(reading.horodate) - min(reading.horodate)) / nullif(count(*) - 1, 0) AS gap
            FROM bill JOIN {table} AS reading ON reading.id_compteur = bill.id_compteur
                AND reading.horodate >= bill.since AND reading.horodate < bill.until
            WHERE reading.unite IN ({_energies()}) GROUP BY bill.id_compteur, bill.since, bill.until, bill.kwh
        ), compared AS (
            SELECT *, read_kwh / kwh * step / 3600 AS excess FROM covered
            WHERE abs(step / gap - 1) < {near} AND step < {plausible.HOUR_SECONDS} * 0.9
        )
        SELECT id_compteur, min(_id) AS _id, min(unite) AS unite, round(avg(read_kwh / kwh), 1) AS ratio,
            count(*) OVER () AS times
        FROM compared GROUP BY id_compteur HAVING bool_and(abs(excess - 1) < {near}) ORDER BY min(_id) LIMIT 1
    """  # noqa: S608


def _in_kwh(column: str) -> str:
    """What one unit of a column is worth in kWh."""
    cases = " ".join(f"WHEN {literal(name)} THEN {value}" for name, value in _factors().items())
    return f"(CASE {column} {cases} END)"


def _energies() -> str:
    return ", ".join(map(literal, _factors()))


def _factors() -> Mapping[str, Decimal]:
    return {
        unit.name: unit.canonical(Decimal(1)) for unit in units().values() if unit.kind == ENERGY and unit.in_profiles
    }
