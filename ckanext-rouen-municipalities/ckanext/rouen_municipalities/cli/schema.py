"""`ckan rouen schema`: a national schema fetched before anybody names it."""

from __future__ import annotations

import sys

import click

from ..logic.publication.schemas import SchemaUnavailable, fetch_schema
from .context import french_request
from .group import rouen


@rouen.command(short_help="Fetch a version of a national schema and keep it.")
@click.argument("name")
def schema(name: str) -> None:
    """Fetch NAME (such as scdl/equipements@0.1.5) from where the index says, check it and keep it for good."""
    with french_request():
        try:
            profile = fetch_schema(name)
        except SchemaUnavailable as error:
            click.echo(str(error), err=True)
            sys.exit(1)
    click.echo(f"{profile.name} {profile.version} : {len(profile.fields)} colonnes · SHA-256 {profile.sha256}")
