"""Mails that wait to be sent.

Revision ID: 0009_mail
Revises: 0008_joining
"""

from __future__ import annotations

revision = "0009_mail"
down_revision = "0008_joining"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
