"""`ckan rouen health`: what works and what does not, for people and for machines."""

from __future__ import annotations

import json
import sys

import click

from ..core.health import READY, as_dict, overall
from ..logic import health as checking
from .group import rouen


@rouen.command(short_help="What works and what does not; exit 1 unless all is well.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, as /readyz gives it.")
def health(as_json: bool) -> None:
    """Ask the databases, the search, Redis, the worker and the scheduler how they are."""
    found = checking.examine()
    if as_json:
        click.echo(json.dumps(as_dict(found), indent=2))
    else:
        for check in found:
            click.echo(f"{check.name:10} {check.state:5} {check.detail}".rstrip())
    sys.exit(0 if overall(found) == READY else 1)
