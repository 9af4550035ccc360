"""`ckan rouen energy …`."""

from __future__ import annotations

import click

from ckanext.rouen_municipalities.cli import rouen
from ckanext.rouen_municipalities.cli.context import french_request

from .logic import demo as demonstration
from .logic import indicators


@rouen.group(short_help="Buildings, consumption, indicators.")
def energy() -> None:
    """Commands of the energy datahub."""


@energy.command(short_help="Compute the indicators of every owner again where their sources changed.")
def compute() -> None:
    """Bring every published indicator up to date."""
    with french_request():
        for owner, outcome in indicators.compute_all().items():
            click.echo(f"{owner} : {outcome.value}")


@energy.command(short_help="Load the synthetic demonstration set.")
def demo() -> None:
    """Publish the demonstration tables and flows; a second run changes nothing."""
    with french_request():
        for line in demonstration.load():
            click.echo(line)
