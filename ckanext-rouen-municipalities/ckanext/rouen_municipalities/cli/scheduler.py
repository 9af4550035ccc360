"""`ckan rouen scheduler`: the one process that runs what is periodic."""

from __future__ import annotations

import signal
import threading

import click

from .. import scheduler as schedule
from .context import french_request
from .group import rouen


@rouen.command("scheduler", short_help="Run every periodic task until stopped.")
@click.option("--once", is_flag=True, help="Run each task once and stop.")
def scheduler(once: bool) -> None:
    """Run the periodic tasks: sweeping publications, computing KPIs, what other plugins register."""
    with french_request():
        if once:
            schedule.run_due(float("inf"))
            return
        schedule.run_forever(_stop_at_signal())


def _stop_at_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
