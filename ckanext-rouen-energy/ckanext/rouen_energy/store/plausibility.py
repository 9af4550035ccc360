"""What is not plausible in a table of energy: what no rule between cells can say, and other values can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.store.rule_queries import Tables, literal
from ckanext.rouen_municipalities.store.staging import execute
from ckanext.rouen_municipalities.store.table_rules import Finding

from ..core.metering import plausible
from ..core.metering.units import ENERGY, units


def mixed_units(connection: Connection, table: str, tables: Tables) -> Iterator[Finding]:
    """Bills a thousand times smaller than those of the same series at the same time of the year, or on both sides;
    perhaps, than the one beside them, or than those of other buildings by square metre."""
    found = execute(connection, _out_of_scale(table, tables.get("energy/buildings", ()))).all()
    sure = [row for row in found if row.is_sure]
    if len(sure) >= plausible.REFUSED_FROM:
        first = sure[0]
        yield Finding("energy-mixed-units", first._id, "valeur", first.value, first.other, len(sure), refuses=True)
    elif found:
        first = found[0]
        yield Finding("energy-mixed-units-perhaps", first._id, "valeur", first.value, first.other, len(found))


def power_as_energy(connection: Connection, table: str, tables: Tables) -> Iterator[Finding]:
    """Readings in Wh that are as many times the bills of their meter as there are steps in an hour: they were in W."""
    for bills in tables.get("energy/consumption", ()):
        found = execute(connection, _against_bills(table, bills)).first()
        if found:
            value = f"{found.id_compteur}, {found.ratio}"
            yield Finding("energy-power-as-energy", found._id, "unite", value, found.unite, found.times, refuses=True)
            return


def _out_of_scale(table: str, buildings: Sequence[str]) -> str:
    """Bills that are a thousand times smaller than others that are like them, with one of these."""
    areas = " UNION ALL ".join(
        f"SELECT id_batiment, surface_m2 FROM {name} WHERE surface_m2 > 0" for name in buildings  # noqa: S608
    ) or "SELECT NULL::text AS id_batiment, NULL::numeric AS surface_m2 WHERE false"  # fmt: skip
    series = "PARTITION BY id_batiment, id_compteur, vecteur"
    return f"""
        WITH area AS (
            SELECT id_batiment, max(surface_m2) AS m2 FROM ({areas}) AS known GROUP BY id_batiment
        ), daily AS (
            SELECT _id, valeur, unite, id_batiment, id_compteur, vecteur, debut, m2,
                fin - debut >= {plausible.LONG_PERIOD_DAYS} AS is_long,
                valeur * {_in_kwh("unite")} / (fin - debut) AS per_day,
                extract(month FROM debut + (fin - debut) / 2) AS month
            FROM {table} LEFT JOIN area USING (id_batiment)
            WHERE valeur > 0 AND unite IN ({_energies()}) AND coalesce(nature, '') <> 'avoir'
        ), usual AS (
            SELECT vecteur, percentile_disc(0.5) WITHIN GROUP (ORDER BY per_day / m2) AS intensity
            FROM daily WHERE is_long GROUP BY vecteur
        ), beside AS (
            SELECT *, max(ARRAY[per_day, valeur])
                    OVER ({series}, CASE WHEN is_long THEN 0 ELSE month END) AS alike,
                lag(ARRAY[per_day, valeur]) OVER ({series} ORDER BY debut, _id) AS before,
                lead(ARRAY[per_day, valeur]) OVER ({series} ORDER BY debut, _id) AS after
            FROM daily LEFT JOIN usual USING (vecteur)
        ), judged AS (
            SELECT *, (is_long OR month IN {plausible.MONTHS_OF_USE}) AND ({_is_thousand("alike[1]")}
                    OR ({_is_thousand("before[1]")} AND {_is_thousand("after[1]")})) AS is_sure,
                CASE WHEN {_is_thousand("alike[1]")} THEN alike[2] WHEN {_is_thousand("before[1]")} THEN before[2]
                    WHEN {_is_thousand("after[1]")} THEN after[2]
                    WHEN is_long AND {_is_thousand("intensity * m2")} THEN round(valeur * intensity * m2 / per_day)
                END AS other
            FROM beside
        )
        SELECT _id, trim_scale(valeur)::text || ' ' || unite AS value, trim_scale(other)::text AS other,
            coalesce(is_sure, false) AS is_sure
        FROM judged WHERE other IS NOT NULL ORDER BY _id
    """  # noqa: S608


def _is_thousand(larger: str) -> str:
    """That a figure is a thousand times that of the row, more or less."""
    least, most = plausible.THOUSAND / plausible.SAME_SCALE, plausible.THOUSAND * plausible.SAME_SCALE
    return f"coalesce({larger} / per_day BETWEEN {least} AND {most}, false)"


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
