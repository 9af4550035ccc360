"""Exports of published tables, each written from one snapshot.

Revision ID: 0007_export
Revises: 0006_link
"""

from __future__ import annotations

revision = "0007_export"
down_revision = "0006_link"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
