"""Assignments of meters to buildings by officers; only ever added.

Revision ID: 0003_assignment
Revises: 0001_computation
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_assignment"
down_revision = "0001_computation"
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION rouen_energy_assignment_is_kept() RETURNS trigger AS $body$
BEGIN
    RAISE EXCEPTION 'assignments are only ever added';
END;
$body$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    op.create_table(
        "rouen_energy_assignment",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("id_compteur", sa.Text, nullable=False),
        sa.Column("id_batiment", sa.Text, nullable=False),
        sa.Column("share", sa.Numeric, sa.CheckConstraint("share BETWEEN 0 AND 1"), nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date, sa.CheckConstraint("valid_to > valid_from")),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    )
    op.create_index("rouen_energy_assignment_owner", "rouen_energy_assignment", ["owner", "id"])
    op.execute(REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER rouen_energy_assignment_is_kept "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON rouen_energy_assignment "
        "FOR EACH STATEMENT EXECUTE FUNCTION rouen_energy_assignment_is_kept()"
    )


def downgrade() -> None:
    op.drop_table("rouen_energy_assignment")
    op.execute("DROP FUNCTION rouen_energy_assignment_is_kept()")
