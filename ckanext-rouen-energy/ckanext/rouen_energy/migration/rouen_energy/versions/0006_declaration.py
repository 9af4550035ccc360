"""Works and days to leave out, that energy managers declare; only ever added. What was computed from them.

Revision ID: 0006_declaration
Revises: 0005_assigned_carrier
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006_declaration"
down_revision = "0005_assigned_carrier"
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION rouen_energy_declaration_is_kept() RETURNS trigger AS $body$
BEGIN
    RAISE EXCEPTION 'declarations are only ever added';
END;
$body$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    op.create_table(
        "rouen_energy_declaration",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("declaration", sa.Text, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("id_batiment", sa.Text, nullable=False),
        sa.Column("id_compteur", sa.Text),
        sa.Column("kind", sa.Text, sa.CheckConstraint("kind IN ('works', 'exclusion')"), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("end_day", sa.Date, sa.CheckConstraint("end_day > first_day"), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("heating_share", sa.Float, sa.CheckConstraint("heating_share BETWEEN 0 AND 1")),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    )
    op.create_index("rouen_energy_declaration_owner", "rouen_energy_declaration", ["owner", "id"])
    op.execute(REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER rouen_energy_declaration_is_kept "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON rouen_energy_declaration "
        "FOR EACH STATEMENT EXECUTE FUNCTION rouen_energy_declaration_is_kept()"
    )
    op.create_table(
        "rouen_energy_impact",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("inputs_sha256", sa.Text, nullable=False),
        sa.Column("found", JSONB, nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rouen_energy_impact")
    op.drop_table("rouen_energy_declaration")
    op.execute("DROP FUNCTION rouen_energy_declaration_is_kept()")
