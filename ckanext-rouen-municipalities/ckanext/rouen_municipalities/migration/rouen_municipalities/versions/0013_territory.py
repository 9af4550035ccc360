"""What a commune is beside the register: its contour; rivers, for the background of the map.

Revision ID: 0013_territory
Revises: 0012_moving
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013_territory"
down_revision = "0012_moving"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rouen_contour",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("loaded", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.CheckConstraint("kind IN ('commune', 'river')", name="rouen_contour_kind"),
    )


def downgrade() -> None:
    op.drop_table("rouen_contour")
