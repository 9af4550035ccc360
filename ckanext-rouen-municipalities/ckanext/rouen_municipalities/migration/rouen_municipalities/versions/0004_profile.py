"""Profiles that officers confirmed or that were fetched: frozen, never changed; the sheet that a publication reads.

Revision ID: 0004_profile
Revises: 0003_kpi
"""

from __future__ import annotations

revision = "0004_profile"
down_revision = "0003_kpi"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
