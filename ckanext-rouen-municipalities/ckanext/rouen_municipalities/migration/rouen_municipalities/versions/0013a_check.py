"""Whether an address that is only linked to, without a table made of it, answered when it was last asked.

Revision ID: 0013a_check
Revises: 0013_territory
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013a_check"
down_revision = "0013_territory"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rouen_link_check",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("lease_token", sa.Text),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("error_code", sa.Text),
        sa.Column("error_detail", sa.Text),
        sa.Column("checked", sa.DateTime(timezone=True)),
    )
    op.create_index("rouen_link_check_due", "rouen_link_check", ["due"])


def downgrade() -> None:
    op.drop_table("rouen_link_check")
