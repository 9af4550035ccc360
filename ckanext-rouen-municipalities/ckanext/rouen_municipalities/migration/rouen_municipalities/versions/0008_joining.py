"""Requests to join: who asks for a commune, confirmed by a mailed link, decided once, erased on a schedule.

Revision ID: 0008_joining
Revises: 0007_export
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_joining"
down_revision = "0007_export"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rouen_join_request",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("insee", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="unconfirmed"),
        sa.Column("case_id", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("function", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("intent", sa.Text),
        sa.Column("origin", sa.Text),
        sa.Column("link_until", sa.DateTime(timezone=True)),
        sa.Column("links", sa.Integer, nullable=False, server_default="1"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
        sa.Column("confirmed", sa.DateTime(timezone=True)),
        sa.Column("decided", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("user_id", sa.Text),
        sa.Column("erased", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'confirmed', 'accepted', 'refused')", name="rouen_join_request_state"
        ),
        sa.CheckConstraint("state <> 'refused' OR btrim(reason) <> ''", name="rouen_join_request_reason"),
        sa.CheckConstraint(
            "erased IS NULL OR coalesce(name, function, email, intent, origin) IS NULL",
            name="rouen_join_request_erased",
        ),
    )
    op.create_index("rouen_join_request_created", "rouen_join_request", ["created"])
    op.create_index("rouen_join_request_case", "rouen_join_request", ["case_id"])
    # Two requests that are confirmed at once cannot both begin a case of the commune.
    op.create_index(
        "rouen_join_request_one_case",
        "rouen_join_request",
        ["insee"],
        unique=True,
        postgresql_where=sa.text("state = 'confirmed' AND case_id = id"),
    )


def downgrade() -> None:
    op.drop_table("rouen_join_request")
