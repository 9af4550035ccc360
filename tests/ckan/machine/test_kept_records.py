"""What was said of the KPIs for ever: the application adds to it, and has no right to change it or its guard."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest
from backstage import Backstage
from machine import postgres
from psycopg2.errors import InsufficientPrivilege

KEPT = ("rouen_kpi_snapshot", "rouen_kpi_target", "rouen_kpi_declared", "rouen_kpi_definition")
REFUSED = (
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "UPDATE {table} SET kpi_id = kpi_id",
    "ALTER TABLE {table} DISABLE TRIGGER USER",
    "DROP TRIGGER {table}_append_only ON {table}",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "DROP TABLE {table} CASCADE",
    "SET session_replication_role = replica",
)


@pytest.fixture
def application() -> Iterator[psycopg2.extensions.connection]:
    """The portal's own database as its application reaches it; nothing is kept."""
    connection = psycopg2.connect(Backstage.here().database_url(postgres.MAIN))
    yield connection
    connection.close()


@pytest.mark.parametrize("table", KEPT)
def test_the_role_of_the_application_cannot_change_what_was_said(
    table: str, application: psycopg2.extensions.connection
) -> None:
    for statement in REFUSED:
        column = statement.replace("kpi_id", "declared_id") if table == "rouen_kpi_declared" else statement
        with pytest.raises(InsufficientPrivilege), application, application.cursor() as cursor:
            cursor.execute(column.format(table=table))


def test_it_can_add_a_snapshot_and_what_corrects_it(application: psycopg2.extensions.connection) -> None:
    with application.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rouen_kpi_snapshot (kpi_id, version, day, computed_at, value) "
            "VALUES ('X', 1, '2020-09-30', now(), 34) RETURNING id"
        )
        said = cursor.fetchone()
        cursor.execute(
            "INSERT INTO rouen_kpi_snapshot (kpi_id, version, day, computed_at, value, corrects, reason, author) "
            "VALUES ('X', 1, '2020-09-30', now(), 33, %s, 'Doublon', 'pilote')",
            said,
        )
        cursor.execute("SELECT value FROM rouen_kpi_snapshot WHERE kpi_id = 'X' ORDER BY id")
        assert [int(value) for (value,) in cursor.fetchall()] == [34, 33]
    application.rollback()
