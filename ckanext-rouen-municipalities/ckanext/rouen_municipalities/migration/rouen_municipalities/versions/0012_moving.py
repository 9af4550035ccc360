"""Where an imported dataset came from.

Revision ID: 0012_moving
Revises: 0011_catalogue
"""

from __future__ import annotations

revision = "0012_moving"
down_revision = "0011_catalogue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
