"""Membership.

Revision ID: 0002_membership
Revises: 0001_publication
"""

from __future__ import annotations

revision = "0002_membership"
down_revision = "0001_publication"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
