"""Resources that are a link: what the last fetch told, and when the next is due.
A publication says from which address its file came.

Revision ID: 0006_link
Revises: 0005_growth
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_link"
down_revision = "0005_growth"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rouen_link",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("frequency", sa.Text),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("sha256", sa.Text),
        sa.Column("due", sa.DateTime(timezone=True)),
        sa.Column("lease_token", sa.Text),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("error_code", sa.Text),
        sa.Column("error_detail", sa.Text),
        sa.Column("tried", sa.DateTime(timezone=True)),
        sa.Column("read", sa.DateTime(timezone=True)),
        sa.Column("changed", sa.DateTime(timezone=True)),
    )
    op.create_index("rouen_link_due", "rouen_link", ["due"])
    op.add_column("rouen_publication", sa.Column("file_source", sa.Text))


def downgrade() -> None:
    op.drop_column("rouen_publication", "file_source")
    op.drop_table("rouen_link")
