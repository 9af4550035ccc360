"""Requests to join, each with its confirmation.

Revision ID: 0008_joining
Revises: 0007_export
"""

from __future__ import annotations

revision = "0008_joining"
down_revision = "0007_export"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
