"""What the catalogue knows of its links.

Revision ID: 0011_catalogue
Revises: 0009_mail
"""

from __future__ import annotations

revision = "0011_catalogue"
down_revision = "0009_mail"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
