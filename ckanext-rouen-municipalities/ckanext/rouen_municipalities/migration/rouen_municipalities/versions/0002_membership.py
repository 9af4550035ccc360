"""Steps of the communes: a record that the database refuses to change.

Revision ID: 0002_membership
Revises: 0001_publication
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_membership"
down_revision = "0001_publication"
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION rouen_commune_step_is_kept() RETURNS trigger AS $body$
BEGIN
    RAISE EXCEPTION 'steps of communes are only ever added';
END;
$body$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    op.create_table(
        "rouen_commune_step",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("insee", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False, server_default=""),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint(
            "step IN ('interest', 'agreement', 'active', 'paused', 'declined', 'withdrawn')",
            name="rouen_commune_step_recorded",
        ),
        sa.CheckConstraint(
            "step NOT IN ('paused', 'declined', 'withdrawn') OR btrim(note) <> ''",
            name="rouen_commune_step_reason",
        ),
    )
    op.create_index("rouen_commune_step_commune", "rouen_commune_step", ["insee", "day"])
    op.execute(REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER rouen_commune_step_is_kept BEFORE UPDATE OR DELETE ON rouen_commune_step "
        "FOR EACH STATEMENT EXECUTE FUNCTION rouen_commune_step_is_kept()"
    )


def downgrade() -> None:
    op.drop_table("rouen_commune_step")
    op.execute("DROP FUNCTION rouen_commune_step_is_kept()")
