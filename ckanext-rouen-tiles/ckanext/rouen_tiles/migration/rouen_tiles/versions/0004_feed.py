"""Feeds that tiles show: the last good answer of each, which may be deleted and read again.

Revision ID: 0004_feed
Revises: 0003_releases
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004_feed"
down_revision = "0003_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rouen_tile_feed",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("documents", JSONB),
        sa.Column("sha256", sa.Text),
        sa.Column("timestamp", sa.DateTime(timezone=True)),
        sa.Column("changed", sa.DateTime(timezone=True)),
        sa.Column("read", sa.DateTime(timezone=True)),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("rouen_tile_feed")
