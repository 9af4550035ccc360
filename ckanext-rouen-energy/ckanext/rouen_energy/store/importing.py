"""What an imported file would leave out of the table whose place it takes."""

from __future__ import annotations

from datetime import date

from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.store.growing import Target, has_columns
from ckanext.rouen_municipalities.store.staging import execute, quote


def periods_lost(connection: Connection, target: Target) -> int:
    """How many periods (keys) of the table no row of the staged file has; all its rows when their columns differ."""
    key = ", ".join(map(quote, target.key))
    held = f"SELECT _id FROM {target.table}"  # noqa: S608
    if has_columns(connection, target):
        held = f"SELECT {key} FROM {target.table} EXCEPT SELECT {key} FROM {target.given}"  # noqa: S608
    return int(execute(connection, f"SELECT count(*) FROM ({held}) AS lost").scalar())  # noqa: S608


def span(connection: Connection, target: Target) -> tuple[date, date] | None:
    """The first and last day on which a period of the staged file begins; None when it has none."""
    start = quote(target.key[-1])
    first, last = execute(connection, f"SELECT min({start}), max({start}) FROM {target.given}").one()  # noqa: S608
    return (first, last) if first else None
