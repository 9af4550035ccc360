"""Tiles brought back and taken away by a rollback, and the database in which each release was made.

Revision ID: 0003_releases
Revises: 0002_review
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_releases"
down_revision = "0002_review"
branch_labels = None
depends_on = None

KINDS = ("saved", "submitted", "approved", "returned", "withdrawn", "retired", "rolled-back", "rolled-away")


def upgrade() -> None:
    _allow(KINDS)
    op.add_column("rouen_tile_release", sa.Column("database", sa.Text))


def downgrade() -> None:
    op.drop_column("rouen_tile_release", "database")
    _allow(KINDS[:-2])


def _allow(kinds: tuple[str, ...]) -> None:
    op.drop_constraint("rouen_tile_event_kind", "rouen_tile_event")
    op.create_check_constraint("rouen_tile_event_kind", "rouen_tile_event", f"kind IN {kinds!r}")
