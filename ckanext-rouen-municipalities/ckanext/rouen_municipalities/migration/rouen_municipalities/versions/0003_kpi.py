"""KPIs: last values and what is due can be deleted and computed again; snapshots, targets and declared values cannot.

Revision ID: 0003_kpi
Revises: 0002_membership
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003_kpi"
down_revision = "0002_membership"
branch_labels = None
depends_on = None

APPEND_ONLY = ("rouen_kpi_snapshot", "rouen_kpi_target", "rouen_kpi_declared")

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION rouen_kpi_append_only() RETURNS trigger AS $body$
BEGIN
    RAISE EXCEPTION '% is append-only: a correction is a new row', TG_TABLE_NAME;
END;
$body$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    _create_computed()
    _create_snapshot()
    _create_statements()
    op.execute(REFUSE_CHANGE)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION rouen_kpi_append_only()"
        )


def downgrade() -> None:
    for table in (*APPEND_ONLY, "rouen_kpi_table", "rouen_kpi_due", "rouen_kpi_last"):
        op.drop_table(table)
    op.execute("DROP FUNCTION rouen_kpi_append_only()")


def _create_computed() -> None:
    # json, not jsonb: the keys of a dimension keep their order.
    op.create_table(
        "rouen_kpi_last",
        sa.Column("kpi_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("value", sa.Numeric),
        sa.Column("of_value", sa.Numeric),
        sa.Column("by", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("source_date", sa.Text),
        sa.Column("ids_count", sa.Integer, nullable=False, server_default="0"),
        sa.Column("ids_sha256", sa.Text),
        sa.Column("digest", sa.Text),
        sa.Column("counted", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("counted_by", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("not_counted", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("computed_at", sa.DateTime(timezone=True)),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "rouen_kpi_due",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    )
    op.create_table(
        "rouen_kpi_table",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("publication_id", sa.Text, nullable=False),
        sa.Column("rows_by_commune", JSONB, nullable=False),
    )


def _create_snapshot() -> None:
    op.create_table(
        "rouen_kpi_snapshot",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("kpi_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("dimension", sa.Text, nullable=False, server_default=""),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("value", sa.Numeric),
        sa.Column("of_value", sa.Numeric),
        sa.Column("source_date", sa.Text),
        sa.Column("ids_count", sa.Integer),
        sa.Column("ids_sha256", sa.Text),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects", sa.BigInteger, sa.ForeignKey("rouen_kpi_snapshot.id")),
        sa.Column("reason", sa.Text),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.CheckConstraint("(corrects IS NULL) = (reason IS NULL)", name="rouen_kpi_snapshot_correction"),
    )
    op.create_index(
        "rouen_kpi_snapshot_once",
        "rouen_kpi_snapshot",
        ["kpi_id", "dimension", "day", "version"],
        unique=True,
        postgresql_where=sa.text("corrects IS NULL"),
    )


def _create_statements() -> None:
    op.create_table(
        "rouen_kpi_target",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("kpi_id", sa.Text, nullable=False),
        sa.Column("dimension", sa.Text, nullable=False, server_default=""),
        sa.Column("value", sa.Numeric, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("rationale", sa.Text, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("set_by", sa.Text, nullable=False),
    )
    op.create_index("rouen_kpi_target_of", "rouen_kpi_target", ["kpi_id", "dimension", "id"])
    op.create_table(
        "rouen_kpi_declared",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("declared_id", sa.Text, nullable=False),
        sa.Column("beside", sa.Text),
        sa.Column("initiative", sa.Text, nullable=False),
        sa.Column("label", JSONB, nullable=False),
        sa.Column("value", sa.Numeric, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_url", sa.Text),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("declared_by", sa.Text, nullable=False),
    )
    op.create_index("rouen_kpi_declared_of", "rouen_kpi_declared", ["declared_id", "period", "id"])
