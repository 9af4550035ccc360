"""Computations: which inputs gave which published indicator, and when; only ever added.

Revision ID: 0001_computation
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001_computation"
down_revision = None
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION rouen_energy_computation_is_kept() RETURNS trigger AS $body$
BEGIN
    RAISE EXCEPTION 'computations are only ever added';
END;
$body$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    op.create_table(
        "rouen_energy_computation",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("formula", sa.Text, nullable=False),
        sa.Column("inputs", JSONB, nullable=False),
        sa.Column("inputs_sha256", sa.Text, nullable=False),
        sa.Column("output_sha256", sa.Text, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("left_out", JSONB, nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    )
    op.create_index("rouen_energy_computation_owner", "rouen_energy_computation", ["owner", "id"])
    op.execute(REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER rouen_energy_computation_is_kept "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON rouen_energy_computation "
        "FOR EACH STATEMENT EXECUTE FUNCTION rouen_energy_computation_is_kept()"
    )


def downgrade() -> None:
    op.drop_table("rouen_energy_computation")
    op.execute("DROP FUNCTION rouen_energy_computation_is_kept()")
