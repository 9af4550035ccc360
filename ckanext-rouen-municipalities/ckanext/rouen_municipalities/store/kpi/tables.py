"""The tables of the KPIs in the main database."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ...model import metadata

last = sa.Table(
    "rouen_kpi_last",
    metadata,
    sa.Column("kpi_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer),
    sa.Column("value", sa.Numeric),
    sa.Column("of_value", sa.Numeric),
    sa.Column("by", sa.JSON),
    sa.Column("source_date", sa.Text),
    sa.Column("ids_count", sa.Integer),
    sa.Column("ids_sha256", sa.Text),
    sa.Column("digest", sa.Text),
    sa.Column("counted", sa.JSON),
    sa.Column("counted_by", sa.JSON),
    sa.Column("not_counted", sa.JSON),
    sa.Column("computed_at", sa.DateTime(timezone=True)),
    sa.Column("failed_at", sa.DateTime(timezone=True)),
    sa.Column("tried_at", sa.DateTime(timezone=True)),
)

due = sa.Table(
    "rouen_kpi_due",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("marked_at", sa.DateTime(timezone=True)),
)

table_communes = sa.Table(
    "rouen_kpi_table",
    metadata,
    sa.Column("resource_id", sa.Text, primary_key=True),
    sa.Column("publication_id", sa.Text),
    sa.Column("rows_by_commune", JSONB),
)

snapshot = sa.Table(
    "rouen_kpi_snapshot",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("kpi_id", sa.Text),
    sa.Column("version", sa.Integer),
    sa.Column("dimension", sa.Text),
    sa.Column("day", sa.Date),
    sa.Column("value", sa.Numeric),
    sa.Column("of_value", sa.Numeric),
    sa.Column("source_date", sa.Text),
    sa.Column("ids_count", sa.Integer),
    sa.Column("ids_sha256", sa.Text),
    sa.Column("computed_at", sa.DateTime(timezone=True)),
    sa.Column("corrects", sa.BigInteger),
    sa.Column("reason", sa.Text),
    sa.Column("author", sa.Text),
    sa.Column("taken_at", sa.DateTime(timezone=True)),
)

definition = sa.Table(
    "rouen_kpi_definition",
    metadata,
    sa.Column("kpi_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("label", JSONB),
    sa.Column("definition", JSONB),
    sa.Column("unit", sa.Text),
    sa.Column("recorded_at", sa.DateTime(timezone=True)),
)

feed = sa.Table(
    "rouen_kpi_feed",
    metadata,
    sa.Column("kpi_id", sa.Text, primary_key=True),
    sa.Column("snapshot_id", sa.BigInteger),
    sa.Column("package_id", sa.Text),
    sa.Column("resource_id", sa.Text),
    sa.Column("published_at", sa.DateTime(timezone=True)),
    sa.Column("failed_at", sa.DateTime(timezone=True)),
)

target = sa.Table(
    "rouen_kpi_target",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("kpi_id", sa.Text),
    sa.Column("dimension", sa.Text),
    sa.Column("value", sa.Numeric),
    sa.Column("due", sa.Date),
    sa.Column("rationale", sa.Text),
    sa.Column("set_at", sa.DateTime(timezone=True)),
    sa.Column("set_by", sa.Text),
)

declared = sa.Table(
    "rouen_kpi_declared",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("declared_id", sa.Text),
    sa.Column("beside", sa.Text),
    sa.Column("initiative", sa.Text),
    sa.Column("label", JSONB),
    sa.Column("value", sa.Numeric),
    sa.Column("unit", sa.Text),
    sa.Column("period", sa.Text),
    sa.Column("source", sa.Text),
    sa.Column("source_url", sa.Text),
    sa.Column("declared_at", sa.DateTime(timezone=True)),
    sa.Column("declared_by", sa.Text),
)
