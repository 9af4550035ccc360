"""Revisions that are sent back to their author, and what changed in the health of tiles.

Revision ID: 0002_review
Revises: 0001_tiles
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002_review"
down_revision = "0001_tiles"
branch_labels = None
depends_on = None

KINDS = ("saved", "submitted", "approved", "returned", "withdrawn", "retired")
WITH_REASON = ("returned", "withdrawn", "retired")
CHANGES = "rouen_tile_health_change"


def upgrade() -> None:
    _allow(KINDS, WITH_REASON)
    op.create_table(
        CHANGES,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("tile_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(f"{CHANGES}_tile", CHANGES, ["tile_id", "id"])
    op.execute(
        f"CREATE TRIGGER {CHANGES}_is_kept BEFORE UPDATE OR DELETE ON {CHANGES} "
        "FOR EACH STATEMENT EXECUTE FUNCTION rouen_tile_is_kept()"
    )


def downgrade() -> None:
    op.drop_table(CHANGES)
    _allow(tuple(kind for kind in KINDS if kind != "returned"), ("withdrawn", "retired"))


def _allow(kinds: tuple[str, ...], with_reason: tuple[str, ...]) -> None:
    op.drop_constraint("rouen_tile_event_kind", "rouen_tile_event")
    op.drop_constraint("rouen_tile_event_reason", "rouen_tile_event")
    op.create_check_constraint("rouen_tile_event_kind", "rouen_tile_event", f"kind IN {kinds!r}")
    op.create_check_constraint(
        "rouen_tile_event_reason", "rouen_tile_event", f"kind NOT IN {with_reason!r} OR btrim(reason) <> ''"
    )
