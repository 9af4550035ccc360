"""Where an imported dataset came from.

Revision ID: 0012_moving
Revises: 0011_catalogue
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_moving"
down_revision = "0011_catalogue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rouen_moved_dataset",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("identifier", sa.Text, primary_key=True),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("moved", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def downgrade() -> None:
    op.drop_table("rouen_moved_dataset")
