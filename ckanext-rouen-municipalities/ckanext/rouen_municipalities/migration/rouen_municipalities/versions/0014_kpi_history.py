"""History of the KPIs: who corrects, what each version of a definition said, up to where each dataset goes.

Revision ID: 0014_kpi_history
Revises: 0013a_check
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014_kpi_history"
down_revision = "0013a_check"
branch_labels = None
depends_on = None

SNAPSHOT = "rouen_kpi_snapshot"

MARK_DUE = """
CREATE FUNCTION rouen_kpi_mark_due() RETURNS trigger AS $body$
BEGIN
    INSERT INTO rouen_kpi_due DEFAULT VALUES;
    RETURN NULL;
END;
$body$ LANGUAGE plpgsql
"""
#: A worker ends a publication outside of CKAN's session; a file that is refused is told to nobody else.
WHEN_ENDED = """
CREATE TRIGGER rouen_publication_mark_due AFTER UPDATE OF state ON rouen_publication FOR EACH ROW
WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('published', 'refused'))
EXECUTE FUNCTION rouen_kpi_mark_due()
"""


def upgrade() -> None:
    op.add_column(SNAPSHOT, sa.Column("author", sa.Text))
    op.create_check_constraint("rouen_kpi_snapshot_author", SNAPSHOT, "(corrects IS NULL) = (author IS NULL)")
    op.create_index(
        "rouen_kpi_snapshot_correction_of",
        SNAPSHOT,
        ["kpi_id", "dimension", "day"],
        postgresql_where=sa.text("corrects IS NOT NULL"),
    )
    op.create_index("rouen_kpi_snapshot_day", SNAPSHOT, ["kpi_id", "day"], postgresql_where=sa.text("corrects IS NULL"))
    op.add_column("rouen_kpi_last", sa.Column("tried_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE rouen_kpi_last SET tried_at = failed_at")
    _create_definition()
    _create_feed()
    op.execute(MARK_DUE)
    op.execute(WHEN_ENDED)


def downgrade() -> None:
    op.execute("DROP TRIGGER rouen_publication_mark_due ON rouen_publication")
    op.execute("DROP FUNCTION rouen_kpi_mark_due()")
    op.drop_table("rouen_kpi_feed")
    op.drop_table("rouen_kpi_definition")
    op.drop_column("rouen_kpi_last", "tried_at")
    op.drop_index("rouen_kpi_snapshot_day", SNAPSHOT)
    op.drop_index("rouen_kpi_snapshot_correction_of", SNAPSHOT)
    op.drop_constraint("rouen_kpi_snapshot_author", SNAPSHOT)
    op.drop_column(SNAPSHOT, "author")


def _create_definition() -> None:
    op.create_table(
        "rouen_kpi_definition",
        sa.Column("kpi_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("label", JSONB, nullable=False),
        sa.Column("definition", JSONB, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.execute(
        "CREATE TRIGGER rouen_kpi_definition_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rouen_kpi_definition "
        "FOR EACH STATEMENT EXECUTE FUNCTION rouen_kpi_append_only()"
    )


def _create_feed() -> None:
    """Up to which snapshot or correction the open dataset of a KPI goes; can be deleted and published again."""
    op.create_table(
        "rouen_kpi_feed",
        sa.Column("kpi_id", sa.Text, primary_key=True),
        sa.Column("snapshot_id", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("package_id", sa.Text),
        sa.Column("resource_id", sa.Text),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
    )
