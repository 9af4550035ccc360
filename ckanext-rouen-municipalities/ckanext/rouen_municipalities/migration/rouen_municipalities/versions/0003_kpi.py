"""KPIs.

Revision ID: 0003_kpi
Revises: 0002_membership
"""

from __future__ import annotations

revision = "0003_kpi"
down_revision = "0002_membership"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
