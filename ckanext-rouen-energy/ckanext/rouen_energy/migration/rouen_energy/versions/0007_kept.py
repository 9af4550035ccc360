"""What a job computed for the pages of energy management, so that these only read it.

Revision ID: 0007_kept
Revises: 0006_declaration
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007_kept"
down_revision = "0006_declaration"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rouen_energy_kept",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("inputs_sha256", sa.Text, nullable=False),
        sa.Column("found", JSONB, nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rouen_energy_kept")
