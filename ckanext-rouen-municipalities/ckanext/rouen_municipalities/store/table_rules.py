"""Rules between the rows of a table, evaluated on its staging table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from ..core.tabular.checking import line_of_rows
from ..core.tabular.profile import NoOverlap, Profile, Unique
from ..core.tabular.report import Issue, Report
from .staging import SCHEMA, quote


def evaluate(connection: Connection, staging: str, path: Path, profile: Profile, report: Report) -> None:
    """Add to the report an issue for each row that breaks a rule between rows."""
    for rule in profile.table_rules:
        found = _offenders(connection, f"{SCHEMA}.{quote(staging)}", rule)
        rows = [row for row, _ in found[: report.kept]]
        lines = line_of_rows(path, report, rows) if rows else {}
        for row, value in found:
            report.add(Issue(rule.rule, lines.get(row), _columns(rule), value))


def _columns(rule: Unique | NoOverlap) -> str:
    names = rule.fields if isinstance(rule, Unique) else (*rule.key, rule.start, rule.end)
    return ", ".join(names)


def _offenders(connection: Connection, table: str, rule: Unique | NoOverlap) -> list[tuple[int, str]]:
    """Number and values of each row that repeats, or overlaps, one before it."""
    query = _repeated(table, rule) if isinstance(rule, Unique) else _overlapping(table, rule)
    return [(row[0], _shown(row[1:])) for row in connection.exec_driver_sql(query.replace("%", "%%"))]


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


def _shown(values: Any) -> str:
    return ", ".join("" if value is None else str(value) for value in values)
