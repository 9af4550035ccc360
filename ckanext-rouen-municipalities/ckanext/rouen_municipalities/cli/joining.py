"""`ckan rouen join`: what the site's schedule does to requests to join, at the command line."""

from __future__ import annotations

import click

from ..logic import joining
from .group import rouen


@rouen.group("join", short_help="Requests of communes to join.")
def join() -> None:
    """Requests of communes to join."""


@join.command("erase", short_help="Erase what is personal in old requests.")
@click.option("--dry-run", is_flag=True, help="Say how many would be erased, erase none.")
def erase(dry_run: bool) -> None:
    """Erase what is personal in requests that are older than the site declares; the scheduler does so every day."""
    if dry_run:
        click.echo(f"{joining.erasure_due()} demande(s) à effacer ; rien n'a été effacé.")
        return
    click.echo(f"{joining.erase()} demande(s) effacée(s).")
