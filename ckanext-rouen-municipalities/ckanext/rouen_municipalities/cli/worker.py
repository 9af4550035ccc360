"""`ckan rouen worker`: takes jobs, and shows when it hangs."""

from __future__ import annotations

import click

from ..worker import BeatingWorker
from .group import rouen


@rouen.command(short_help="Run jobs until stopped, as `ckan jobs worker` does, with a sign of life.")
@click.argument("queues", nargs=-1)
def worker(queues: tuple[str, ...]) -> None:
    """Run the jobs of QUEUES, or of the default queue; `slow` is that of links and exports."""
    BeatingWorker(list(queues)).work()
