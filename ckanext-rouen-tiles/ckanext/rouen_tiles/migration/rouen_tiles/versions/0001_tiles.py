"""Tiles: revisions, events and releases that are only ever added, and the last check of each tile.

Revision ID: 0001_tiles
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001_tiles"
down_revision = None
branch_labels = None
depends_on = None

KEPT = ("rouen_tile_revision", "rouen_tile_event", "rouen_tile_release")

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION rouen_tile_is_kept() RETURNS trigger AS $body$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;
END;
$body$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    now = sa.func.clock_timestamp()
    op.create_table(
        "rouen_tile_revision",
        sa.Column("tile_id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("organization", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False, server_default=now),
        sa.CheckConstraint("tile_id ~ '^[a-z][a-z0-9-]{2,48}$'", name="rouen_tile_revision_id"),
        sa.CheckConstraint("revision > 0", name="rouen_tile_revision_number"),
    )
    op.create_table(
        "rouen_tile_event",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("tile_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=now),
        sa.Column("reason", sa.Text),
        sa.Column("successor", sa.Text),
        sa.ForeignKeyConstraint(
            ["tile_id", "revision"], ["rouen_tile_revision.tile_id", "rouen_tile_revision.revision"]
        ),
        sa.CheckConstraint(
            "kind IN ('saved', 'submitted', 'approved', 'withdrawn', 'retired')", name="rouen_tile_event_kind"
        ),
        sa.CheckConstraint(
            "kind NOT IN ('withdrawn', 'retired') OR btrim(reason) <> ''", name="rouen_tile_event_reason"
        ),
    )
    op.create_index("rouen_tile_event_tile", "rouen_tile_event", ["tile_id", "id"])
    op.create_table(
        "rouen_tile_release",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sha256", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "rouen_tile_check",
        sa.Column("tile_id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True)),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(REFUSE_CHANGE)
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION rouen_tile_is_kept()"
        )


def downgrade() -> None:
    for table in ("rouen_tile_check", "rouen_tile_release", "rouen_tile_event", "rouen_tile_revision"):
        op.drop_table(table)
    op.execute("DROP FUNCTION rouen_tile_is_kept()")
