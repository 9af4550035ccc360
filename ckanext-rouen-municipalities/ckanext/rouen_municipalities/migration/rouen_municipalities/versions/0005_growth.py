"""Publications that add rows to a growing table: how many were new, same and changed.

Revision ID: 0005_growth
Revises: 0004_profile
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_growth"
down_revision = "0004_profile"
branch_labels = None
depends_on = None

TABLE = "rouen_publication"
COUNTS = ("rows_new", "rows_same", "rows_changed", "rows_removed", "table_rows")


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("mode", sa.Text, nullable=False, server_default="file"))
    op.create_check_constraint("rouen_publication_mode", TABLE, "mode IN ('file', 'again', 'start-over')")
    for name in COUNTS:
        op.add_column(TABLE, sa.Column(name, sa.BigInteger))


def downgrade() -> None:
    for name in reversed(COUNTS):
        op.drop_column(TABLE, name)
    op.drop_constraint("rouen_publication_mode", TABLE)
    op.drop_column(TABLE, "mode")
