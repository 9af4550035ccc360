"""Publications: one row per attempt to publish one file; a final row never changes.
Announced: what the readers of each table (indicators, tiles) were last told of it.

Revision ID: 0001_publication
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001_publication"
down_revision = None
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION rouen_publication_is_final() RETURNS trigger AS $body$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'publications are never deleted';
    END IF;
    IF OLD.state IN ('published', 'refused', 'failed', 'superseded') AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'publication % is final', OLD.id;
    END IF;
    RETURN NEW;
END;
$body$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    op.create_table(
        "rouen_publication",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
        sa.Column("resource_id", sa.Text, nullable=False),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text),
        sa.Column("profile", sa.Text),
        sa.Column("profile_version", sa.Text),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("file_sha256", sa.Text, nullable=False),
        sa.Column("file_bytes", sa.BigInteger, nullable=False),
        sa.Column("file_mimetype", sa.Text),
        sa.Column("state", sa.Text, nullable=False, server_default="pending"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("lease_token", sa.Text),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("rows_read", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("bytes_read", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("rows", sa.BigInteger),
        sa.Column("columns", sa.Integer),
        sa.Column("report", JSONB),
        sa.Column("reason", sa.Text),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("started", sa.DateTime(timezone=True)),
        sa.Column("finished", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state IN ('pending', 'running', 'published', 'refused', 'failed', 'superseded')",
            name="rouen_publication_state",
        ),
    )
    op.create_index("rouen_publication_resource", "rouen_publication", ["resource_id", "seq"])
    op.create_index(
        "rouen_publication_open",
        "rouen_publication",
        ["state"],
        postgresql_where=sa.text("state IN ('pending', 'running')"),
    )
    op.create_table(
        "rouen_announced",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("publication_id", sa.Text, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
    )
    op.execute(REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER rouen_publication_is_final BEFORE UPDATE OR DELETE ON rouen_publication "
        "FOR EACH ROW EXECUTE FUNCTION rouen_publication_is_final()"
    )


def downgrade() -> None:
    op.drop_table("rouen_announced")
    op.drop_table("rouen_publication")
    op.execute("DROP FUNCTION rouen_publication_is_final()")
