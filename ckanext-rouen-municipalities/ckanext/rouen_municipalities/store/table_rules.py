"""Rules between the rows of a table, evaluated on its staging table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from ..core.tabular.checking import line_of_rows
from ..core.tabular.profile import NoOverlap, Profile, Unique
from ..core.tabular.report import Issue, Report
from .growing import Target
from .staging import SCHEMA, quote

_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class _Found:
    """How many rows break a rule, and the first of them: number, then values."""

    in_all: int
    rows: list[tuple[Any, ...]]


def evaluate(connection: Connection, staging: str, path: Path, profile: Profile, report: Report) -> None:
    """Add to the report an issue for each row that breaks a rule between rows."""
    for rule in profile.table_rules:
        found = _offenders(connection, f"{SCHEMA}.{quote(staging)}", rule, report.kept)
        lines = line_of_rows(path, report, [row[0] for row in found.rows]) if found.rows else {}
        for row, *values in found.rows:
            report.add(Issue(rule.rule, lines.get(row), _columns(rule), _shown(values)))
        report.count(rule.rule, found.in_all - len(found.rows))


def evaluate_beside(connection: Connection, target: Target, path: Path, profile: Profile, report: Report) -> None:
    """Add to the report an issue for each row of the file that, with a published row that stays, breaks a rule."""
    for rule in profile.table_rules:
        if isinstance(rule, Unique) and set(rule.fields) == set(target.key):
            continue
        found = _at_odds(connection, target, profile, rule, report.kept)
        lines = line_of_rows(path, report, [row[0] for row in found.rows]) if found.rows else {}
        names = len(rule.fields) if isinstance(rule, Unique) else len(rule.key) + 2
        for row, *values in found.rows:
            value, published = _shown(values[:names]), _shown(values[names:])
            report.add(Issue(f"{rule.rule}-published", lines.get(row), _columns(rule), value, published))
        report.count(f"{rule.rule}-published", found.in_all - len(found.rows))


def _columns(rule: Unique | NoOverlap) -> str:
    names = rule.fields if isinstance(rule, Unique) else (*rule.key, rule.start, rule.end)
    return ", ".join(names)


def _offenders(connection: Connection, table: str, rule: Unique | NoOverlap, most: int) -> _Found:
    """Number and values of the rows that repeat, or overlap, one before them."""
    query = _repeated(table, rule) if isinstance(rule, Unique) else _overlapping(table, rule)
    return _first(connection, query, most)


def _first(connection: Connection, query: str, most: int) -> _Found:
    """The first rows of a query, whose number of rows may be that of a whole file."""
    counted = f"SELECT count(*) OVER (), found.* FROM ({query}) AS found ORDER BY found._id LIMIT {most}"  # noqa: S608
    rows = connection.exec_driver_sql(counted.replace("%", "%%")).all()
    return _Found(rows[0][0] if rows else 0, [tuple(row)[1:] for row in rows])


def _repeated(table: str, rule: Unique) -> str:
    names = ", ".join(map(quote, rule.fields))
    return f"""
        SELECT _id, {names} FROM (
            SELECT _id, {names}, row_number() OVER (PARTITION BY {names} ORDER BY _id) AS _occurrence FROM {table}
        ) AS numbered WHERE _occurrence > 1 ORDER BY _id
    """  # noqa: S608


def _overlapping(table: str, rule: NoOverlap) -> str:
    names = ", ".join(map(quote, rule.key))
    start, end = quote(rule.start), quote(rule.end)
    partition = f"PARTITION BY {names} ORDER BY {start}, _id"
    return f"""
        SELECT _id, {names}, {start}, {end} FROM (
            SELECT _id, {names}, {start}, {end},
                max({end}) OVER ({partition} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS _until
            FROM {table}
        ) AS ordered WHERE {start} < _until ORDER BY _id
    """  # noqa: S608


def _at_odds(
    connection: Connection, target: Target, profile: Profile, rule: Unique | NoOverlap, most: int
) -> _Found:
    """Number and values of the rows of the file that break a rule, with those of the published row."""
    query = _taken(target, profile, rule) if isinstance(rule, Unique) else _covered(target, profile, rule)
    return _first(connection, query, most)


def _taken(target: Target, profile: Profile, rule: Unique) -> str:
    shown = ", ".join(
        [*(f"given.{quote(name)}" for name in rule.fields), *(f"held.{quote(name)}" for name in target.key)]
    )
    return f"""
        SELECT DISTINCT ON (given._id) given._id, {shown}
        FROM {target.given} AS given JOIN {target.table} AS held ON {_same(profile, rule.fields)}
        WHERE {_stays(target)} ORDER BY given._id
    """  # noqa: S608


def _covered(target: Target, profile: Profile, rule: NoOverlap) -> str:
    """Periods that stay do not overlap: the one that begins before a new one and the one after it tell for all."""
    start, end = quote(rule.start), quote(rule.end)
    names = [*map(quote, rule.key), start, end]
    given, held, near = (", ".join(f"{side}.{name}" for name in names) for side in ("given", "held", "near"))
    neighbour = f"FROM {target.table} AS held WHERE {_same(profile, rule.key)} AND {_stays(target)}"
    return f"""
        SELECT DISTINCT ON (given._id) given._id, {given}, {near} FROM {target.given} AS given CROSS JOIN LATERAL (
            (SELECT {held}, held.{end} > given.{start} AS _clash {neighbour}
                AND held.{start} <= given.{start} AND held.{end} IS NOT NULL
                ORDER BY held.{start} DESC, held.{end} DESC LIMIT 1)
            UNION ALL
            (SELECT {held}, held.{start} < given.{end} AS _clash {neighbour}
                AND held.{start} > given.{start} ORDER BY held.{start} LIMIT 1)
        ) AS near WHERE _clash ORDER BY given._id
    """  # noqa: S608


def _stays(target: Target) -> str:
    """That the file says nothing of a published row."""
    return f"NOT EXISTS (SELECT FROM {target.given} AS given WHERE {target.same_key})"


def _same(profile: Profile, names: tuple[str, ...]) -> str:
    """That a row of the table and one of the file have the same values, nothing being a value too."""
    pairs = [(f"held.{quote(name)}", f"given.{quote(name)}", profile.field(name)) for name in names]
    return " AND ".join(
        f"{held} = {given}" if field.constraints.required
        else f"({held} = {given} OR ({held} IS NULL AND {given} IS NULL))"
        for held, given, field in pairs
    ) or "true"  # fmt: skip


def _shown(values: Any) -> str:
    return ", ".join(map(_written, values))


def _written(value: Any) -> str:
    """A value as its author wrote it, more or less."""
    if isinstance(value, datetime):
        return value.astimezone(_PARIS).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)
