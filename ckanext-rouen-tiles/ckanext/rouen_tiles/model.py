"""Tables of this extension in the main database, kept apart from CKAN's own metadata."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

#: What a person wrote; JSON and not JSONB, so that an export has the order of the import.
revision = sa.Table(
    "rouen_tile_revision",
    metadata,
    sa.Column("tile_id", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("document", sa.JSON),
    sa.Column("organization", sa.Text),
    sa.Column("author", sa.Text),
    sa.Column("saved_at", sa.DateTime(timezone=True)),
)

#: What a person did to a tile.
event = sa.Table(
    "rouen_tile_event",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("tile_id", sa.Text),
    sa.Column("revision", sa.Integer),
    sa.Column("kind", sa.Text),
    sa.Column("author", sa.Text),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("reason", sa.Text),
    sa.Column("successor", sa.Text),
)

#: What the app was given: the exact bytes, as text.
release = sa.Table(
    "rouen_tile_release",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.Text),
    sa.Column("created_at", sa.DateTime(timezone=True)),
    sa.Column("reason", sa.Text),
    sa.Column("body", sa.Text),
    sa.Column("database", sa.Text),
)

#: What the last check of a tile found: computed, may be deleted and computed again.
check = sa.Table(
    "rouen_tile_check",
    metadata,
    sa.Column("tile_id", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer),
    sa.Column("state", sa.Text),
    sa.Column("reasons", JSONB),
    sa.Column("content", JSONB),
    sa.Column("failures", sa.Integer),
    sa.Column("observed_at", sa.DateTime(timezone=True)),
    sa.Column("checked_at", sa.DateTime(timezone=True)),
)

#: What changed in the health of a tile, and when: only ever added.
health_change = sa.Table(
    "rouen_tile_health_change",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("tile_id", sa.Text),
    sa.Column("revision", sa.Integer),
    sa.Column("state", sa.Text),
    sa.Column("reasons", JSONB),
    sa.Column("at", sa.DateTime(timezone=True)),
)

#: The last good answer of each feed that a tile shows: read from its address, may be deleted and read again.
feed = sa.Table(
    "rouen_tile_feed",
    metadata,
    sa.Column("resource_id", sa.Text, primary_key=True),
    sa.Column("url", sa.Text),
    sa.Column("documents", JSONB),
    sa.Column("sha256", sa.Text),
    sa.Column("timestamp", sa.DateTime(timezone=True)),
    sa.Column("changed", sa.DateTime(timezone=True)),
    sa.Column("read", sa.DateTime(timezone=True)),
    sa.Column("due", sa.DateTime(timezone=True)),
    sa.Column("failures", sa.Integer),
    sa.Column("problem", sa.Text),
)
