"""What a commune is beside the register: contours, referents.

Revision ID: 0010_territory
Revises: 0009_mail
"""

from __future__ import annotations

revision = "0010_territory"
down_revision = "0009_mail"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
