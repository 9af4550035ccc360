"""Exports of published tables, each written from one snapshot, files named by their hash.
`retired`: since when another publication is exported; the file stays for downloads that have begun.

Revision ID: 0007_export
Revises: 0006_link
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_export"
down_revision = "0006_link"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rouen_export",
        sa.Column("publication_id", sa.Text, primary_key=True),
        sa.Column("format", sa.Text, primary_key=True),
        sa.Column("resource_id", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("retired", sa.DateTime(timezone=True)),
    )
    op.create_index("rouen_export_resource", "rouen_export", ["resource_id"])


def downgrade() -> None:
    op.drop_table("rouen_export")
