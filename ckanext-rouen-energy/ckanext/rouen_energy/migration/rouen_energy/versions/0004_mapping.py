"""Mappings that officers have saved, by which files of unknown layouts are read; only ever added.

Revision ID: 0004_mapping
Revises: 0003_assignment
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004_mapping"
down_revision = "0003_assignment"
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION rouen_energy_mapping_is_kept() RETURNS trigger AS $body$
BEGIN
    RAISE EXCEPTION 'mappings are only ever added';
END;
$body$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    op.create_table(
        "rouen_energy_mapping",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("mapping", JSONB(none_as_null=True)),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    )
    op.create_index("rouen_energy_mapping_owner", "rouen_energy_mapping", ["owner", "name", "id"])
    op.execute(REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER rouen_energy_mapping_is_kept "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON rouen_energy_mapping "
        "FOR EACH STATEMENT EXECUTE FUNCTION rouen_energy_mapping_is_kept()"
    )


def downgrade() -> None:
    op.drop_table("rouen_energy_mapping")
    op.execute("DROP FUNCTION rouen_energy_mapping_is_kept()")
