"""Profiles that officers confirmed or that were fetched: frozen, never changed; the sheet that a publication reads.

Revision ID: 0004_profile
Revises: 0003_kpi
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_profile"
down_revision = "0003_kpi"
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION rouen_profile_is_frozen() RETURNS trigger AS $body$
BEGIN
    RAISE EXCEPTION 'a profile is never changed: a correction is a new version';
END;
$body$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    op.create_table(
        "rouen_profile",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        # json, not jsonb: the descriptor stays as it was written, or its hash would say nothing
        sa.Column("descriptor", sa.JSON, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("resource_id", sa.Text),
        sa.Column("user_id", sa.Text),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("name", "version", name="rouen_profile_version"),
        sa.CheckConstraint("origin IN ('inferred', 'draft', 'fetched', 'declared')", name="rouen_profile_origin"),
    )
    op.create_index("rouen_profile_resource", "rouen_profile", ["resource_id", "id"])
    op.execute(REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER rouen_profile_is_frozen BEFORE UPDATE OR DELETE ON rouen_profile "
        "FOR EACH STATEMENT EXECUTE FUNCTION rouen_profile_is_frozen()"
    )
    op.add_column("rouen_publication", sa.Column("sheet", sa.Text))


def downgrade() -> None:
    op.drop_column("rouen_publication", "sheet")
    op.drop_table("rouen_profile")
    op.execute("DROP FUNCTION rouen_profile_is_frozen()")
