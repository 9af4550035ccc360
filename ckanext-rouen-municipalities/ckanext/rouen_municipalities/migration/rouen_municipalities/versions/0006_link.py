"""Resources that are a link: what the last fetch told, and when the next is due.

Revision ID: 0006_link
Revises: 0005_growth
"""

from __future__ import annotations

revision = "0006_link"
down_revision = "0005_growth"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
