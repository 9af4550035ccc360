"""The one group of commands, `ckan rouen`, to which every module and plugin adds its own."""

from __future__ import annotations

import click


@click.group(short_help="Open data portal: publication, communes, KPIs, energy, tiles.")
def rouen() -> None:
    """Commands of the open data portal."""
