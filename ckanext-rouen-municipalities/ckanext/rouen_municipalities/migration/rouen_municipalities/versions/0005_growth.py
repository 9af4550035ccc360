"""Publications that add rows to a growing table: how many were new, same and changed.

Revision ID: 0005_growth
Revises: 0004_profile
"""

from __future__ import annotations

revision = "0005_growth"
down_revision = "0004_profile"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
