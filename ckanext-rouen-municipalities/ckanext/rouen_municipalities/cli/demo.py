"""`ckan rouen demo`: a portal with something in it, all of it labelled synthetic."""

from __future__ import annotations

from pathlib import Path

import click

from ..logic import demo as content
from ..logic.kpi import load_declared
from .context import french_request
from .group import rouen

FOLDER = click.Path(file_okay=False, path_type=Path)


@rouen.command(short_help="Load the labelled synthetic demo; can be run again.")
@click.option(
    "--passwords",
    "--password-folder",
    type=FOLDER,
    help="Folder of one file per account that holds its password (generated when missing), and logins.json.",
)
def demo(passwords: Path | None) -> None:
    """Load the Métropole and five communes, their officers, steps, workshops and datasets."""
    with french_request():
        click.echo(f"Organisations : {content.add_organizations()}")
        for login in content.add_people(passwords):
            click.echo(f"Compte {login.name} : {login.role}")
        click.echo(f"Étapes des communes : {content.add_steps()}")
        click.echo(f"Ateliers : {content.add_workshops()}")
        _add_datasets()
        click.echo(f"Chiffres déclarés : {load_declared()}")


def _add_datasets() -> None:
    datasets = content.demo_datasets()
    for rank, dataset in enumerate(datasets, 1):
        content.add_dataset(dataset)
        click.echo(f"Jeu {rank}/{len(datasets)} : {dataset.title}")
