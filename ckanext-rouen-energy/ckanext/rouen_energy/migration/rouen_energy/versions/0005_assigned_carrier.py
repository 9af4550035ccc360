"""An officer says the carrier of a meter that no table names: readings alone do not tell it.

Revision ID: 0005_assigned_carrier
Revises: 0004_mapping
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_assigned_carrier"
down_revision = "0004_mapping"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rouen_energy_assignment", sa.Column("vecteur", sa.Text))


def downgrade() -> None:
    op.drop_column("rouen_energy_assignment", "vecteur")
