"""The periods that an energy manager chooses to compare, where the years next to the works are not the ones.

Revision ID: 0008_declared_periods
Revises: 0007_kept
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_declared_periods"
down_revision = "0007_kept"
branch_labels = None
depends_on = None

TABLE = "rouen_energy_declaration"
PERIODS = ("baseline", "reporting")


def upgrade() -> None:
    for period in PERIODS:
        for side in ("first", "end"):
            op.add_column(TABLE, sa.Column(f"{period}_{side}", sa.Date))
        whole = f"num_nulls({period}_first, {period}_end) <> 1 AND {period}_end > {period}_first"
        op.create_check_constraint(f"{TABLE}_{period}", TABLE, whole)


def downgrade() -> None:
    for period in PERIODS:
        op.drop_constraint(f"{TABLE}_{period}", TABLE)
        for side in ("end", "first"):
            op.drop_column(TABLE, f"{period}_{side}")
