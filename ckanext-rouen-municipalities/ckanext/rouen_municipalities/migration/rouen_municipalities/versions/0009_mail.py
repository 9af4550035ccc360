"""Mails that wait to be sent, and when an organisation was last reminded.

Revision ID: 0009_mail
Revises: 0008_joining
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_mail"
down_revision = "0008_joining"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rouen_mail",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        # What is personal is emptied as soon as the mail is sent.
        sa.Column("recipient", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("html", sa.Text),
        sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("error", sa.Text),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("sent", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="rouen_mail_state"),
    )
    op.create_index("rouen_mail_due", "rouen_mail", ["due"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_table(
        "rouen_reminder",
        sa.Column("organization_id", sa.Text, primary_key=True),
        sa.Column("reminded", sa.DateTime(timezone=True)),
        sa.Column("snoozed_until", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("rouen_reminder")
    op.drop_table("rouen_mail")
