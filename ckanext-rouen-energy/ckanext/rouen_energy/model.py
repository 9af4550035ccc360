"""Tables of this extension in the main database, kept apart from CKAN's own metadata."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

computation = sa.Table(
    "rouen_energy_computation",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("formula", sa.Text),
    sa.Column("inputs", JSONB),
    sa.Column("inputs_sha256", sa.Text),
    sa.Column("output_sha256", sa.Text),
    sa.Column("rows", sa.BigInteger),
    sa.Column("left_out", JSONB),
    sa.Column("computed_at", sa.DateTime(timezone=True)),
)

assignment = sa.Table(
    "rouen_energy_assignment",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("id_compteur", sa.Text),
    sa.Column("id_batiment", sa.Text),
    sa.Column("share", sa.Numeric),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_to", sa.Date),
    sa.Column("author", sa.Text),
    sa.Column("vecteur", sa.Text),
    sa.Column("assigned_at", sa.DateTime(timezone=True)),
)

mapping = sa.Table(
    "rouen_energy_mapping",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("name", sa.Text),
    sa.Column("title", sa.Text),
    sa.Column("mapping", JSONB(none_as_null=True)),
    sa.Column("author", sa.Text),
    sa.Column("saved_at", sa.DateTime(timezone=True)),
)

declaration = sa.Table(
    "rouen_energy_declaration",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("declaration", sa.Text),
    sa.Column("withdrawn", sa.Boolean),
    sa.Column("owner", sa.Text),
    sa.Column("id_batiment", sa.Text),
    sa.Column("id_compteur", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("first_day", sa.Date),
    sa.Column("end_day", sa.Date),
    sa.Column("said", sa.Text),
    sa.Column("heating_share", sa.Float),
    sa.Column("baseline_first", sa.Date),
    sa.Column("baseline_end", sa.Date),
    sa.Column("reporting_first", sa.Date),
    sa.Column("reporting_end", sa.Date),
    sa.Column("author", sa.Text),
    sa.Column("declared_at", sa.DateTime(timezone=True)),
)

impact = sa.Table(
    "rouen_energy_impact",
    metadata,
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("inputs_sha256", sa.Text),
    sa.Column("found", JSONB),
    sa.Column("computed_at", sa.DateTime(timezone=True)),
)

kept = sa.Table(
    "rouen_energy_kept",
    metadata,
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("inputs_sha256", sa.Text),
    sa.Column("found", JSONB),
    sa.Column("computed_at", sa.DateTime(timezone=True)),
)
