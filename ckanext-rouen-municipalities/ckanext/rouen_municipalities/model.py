"""Tables of this extension in the main database, kept apart from CKAN's own metadata."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

publication = sa.Table(
    "rouen_publication",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, sa.Identity(always=True)),
    sa.Column("resource_id", sa.Text),
    sa.Column("package_id", sa.Text),
    sa.Column("user_id", sa.Text),
    sa.Column("profile", sa.Text),
    sa.Column("profile_version", sa.Text),
    sa.Column("sheet", sa.Text),
    sa.Column("file_name", sa.Text),
    sa.Column("file_sha256", sa.Text),
    sa.Column("file_bytes", sa.BigInteger),
    sa.Column("file_mimetype", sa.Text),
    sa.Column("file_source", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("attempts", sa.Integer),
    sa.Column("lease_token", sa.Text),
    sa.Column("lease_until", sa.DateTime(timezone=True)),
    sa.Column("rows_read", sa.BigInteger),
    sa.Column("bytes_read", sa.BigInteger),
    sa.Column("rows", sa.BigInteger),
    sa.Column("columns", sa.Integer),
    sa.Column("report", JSONB),
    sa.Column("reason", sa.Text),
    sa.Column("mode", sa.Text),
    sa.Column("rows_new", sa.BigInteger),
    sa.Column("rows_same", sa.BigInteger),
    sa.Column("rows_changed", sa.BigInteger),
    sa.Column("rows_removed", sa.BigInteger),
    sa.Column("table_rows", sa.BigInteger),
    sa.Column("created", sa.DateTime(timezone=True)),
    sa.Column("started", sa.DateTime(timezone=True)),
    sa.Column("finished", sa.DateTime(timezone=True)),
)

profile = sa.Table(
    "rouen_profile",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("version", sa.Text),
    sa.Column("descriptor", sa.JSON),
    sa.Column("sha256", sa.Text),
    sa.Column("origin", sa.Text),
    sa.Column("source", sa.Text),
    sa.Column("resource_id", sa.Text),
    sa.Column("user_id", sa.Text),
    sa.Column("created", sa.DateTime(timezone=True)),
)

link = sa.Table(
    "rouen_link",
    metadata,
    sa.Column("resource_id", sa.Text, primary_key=True),
    sa.Column("url", sa.Text),
    sa.Column("frequency", sa.Text),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("sha256", sa.Text),
    sa.Column("due", sa.DateTime(timezone=True)),
    sa.Column("lease_token", sa.Text),
    sa.Column("lease_until", sa.DateTime(timezone=True)),
    sa.Column("failures", sa.Integer),
    sa.Column("failing_since", sa.DateTime(timezone=True)),
    sa.Column("error_code", sa.Text),
    sa.Column("error_detail", sa.Text),
    sa.Column("tried", sa.DateTime(timezone=True)),
    sa.Column("read", sa.DateTime(timezone=True)),
    sa.Column("changed", sa.DateTime(timezone=True)),
)

link_check = sa.Table(
    "rouen_link_check",
    metadata,
    sa.Column("resource_id", sa.Text, primary_key=True),
    sa.Column("url", sa.Text),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("due", sa.DateTime(timezone=True)),
    sa.Column("lease_token", sa.Text),
    sa.Column("lease_until", sa.DateTime(timezone=True)),
    sa.Column("failures", sa.Integer),
    sa.Column("failing_since", sa.DateTime(timezone=True)),
    sa.Column("error_code", sa.Text),
    sa.Column("error_detail", sa.Text),
    sa.Column("checked", sa.DateTime(timezone=True)),
)

export = sa.Table(
    "rouen_export",
    metadata,
    sa.Column("publication_id", sa.Text, primary_key=True),
    sa.Column("format", sa.Text, primary_key=True),
    sa.Column("resource_id", sa.Text),
    sa.Column("sha256", sa.Text),
    sa.Column("bytes", sa.BigInteger),
    sa.Column("rows", sa.BigInteger),
    sa.Column("created", sa.DateTime(timezone=True)),
    sa.Column("retired", sa.DateTime(timezone=True)),
)

announced = sa.Table(
    "rouen_announced",
    metadata,
    sa.Column("resource_id", sa.Text, primary_key=True),
    sa.Column("publication_id", sa.Text),
    sa.Column("public", sa.Boolean),
)

commune_step = sa.Table(
    "rouen_commune_step",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("insee", sa.Text),
    sa.Column("step", sa.Text),
    sa.Column("day", sa.Date),
    sa.Column("recorded_at", sa.DateTime(timezone=True)),
    sa.Column("author", sa.Text),
    sa.Column("evidence", sa.Text),
    sa.Column("note", sa.Text),
)

join_request = sa.Table(
    "rouen_join_request",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("insee", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("case_id", sa.Text),
    sa.Column("name", sa.Text),
    sa.Column("function", sa.Text),
    sa.Column("email", sa.Text),
    sa.Column("intent", sa.Text),
    sa.Column("origin", sa.Text),
    sa.Column("link_until", sa.DateTime(timezone=True)),
    sa.Column("links", sa.Integer),
    sa.Column("created", sa.DateTime(timezone=True)),
    sa.Column("confirmed", sa.DateTime(timezone=True)),
    sa.Column("decided", sa.DateTime(timezone=True)),
    sa.Column("decided_by", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("user_id", sa.Text),
    sa.Column("erased", sa.DateTime(timezone=True)),
)

mail = sa.Table(
    "rouen_mail",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("key", sa.Text),
    sa.Column("recipient", sa.Text),
    sa.Column("subject", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("html", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("attempts", sa.Integer),
    sa.Column("due", sa.DateTime(timezone=True)),
    sa.Column("error", sa.Text),
    sa.Column("created", sa.DateTime(timezone=True)),
    sa.Column("sent", sa.DateTime(timezone=True)),
)

reminder = sa.Table(
    "rouen_reminder",
    metadata,
    sa.Column("organization_id", sa.Text, primary_key=True),
    sa.Column("reminded", sa.DateTime(timezone=True)),
    sa.Column("snoozed_until", sa.DateTime(timezone=True)),
)

moved_dataset = sa.Table(
    "rouen_moved_dataset",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("identifier", sa.Text, primary_key=True),
    sa.Column("package_id", sa.Text),
    sa.Column("digest", sa.Text),
    sa.Column("moved", sa.DateTime(timezone=True)),
)

contour = sa.Table(
    "rouen_contour",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("lines", JSONB),
    sa.Column("source", sa.Text),
    sa.Column("loaded", sa.DateTime(timezone=True)),
)
