"""What workers and the scheduler run, and what makes them run it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.logic.queues import SLOW
from ckanext.rouen_municipalities.scheduler import periodic
from ckanext.rouen_municipalities.signals import table_published

from . import config
from .logic import impact, indicators, management, warehouse
from .logic.impact import work_declared
from .logic.quality import meter_assigned

CATCH_UP_SECONDS = 300


def listen() -> None:
    """Compute again whenever a table is published, hidden or gone, a meter assigned, works declared (called once)."""
    table_published.connect(queue_computations)
    meter_assigned.connect(queue_owner)
    work_declared.connect(queue_owner)


def queue_computations(resource_id: str, **told: Any) -> None:
    """Have what depends on a table computed by a worker; asked twice, it is computed once."""
    asked = (indicators, warehouse, impact, management)
    for owner in sorted(set().union(*(one.owners_concerned(resource_id) for one in asked))):
        queue_owner(owner)


def queue_owner(owner: str, **told: Any) -> None:
    """Have the indicators of an owner computed by a worker."""
    tk.enqueue_job(
        compute_indicators,
        [owner],
        title=f"energy indicators of {owner}",
        rq_kwargs={"timeout": config.job_timeout()},
    )


def compute_indicators(owner: str) -> None:
    """Bring the warehouse of one owner up to date, then its published indicators and what its works saved.

    What is only kept to spare pages the time is for the queue that nobody waits for.
    """
    warehouse.bring_up_to_date(owner)
    indicators.compute_owner(owner)
    impact.compute_owner(owner)
    tk.enqueue_job(
        compute_management,
        [owner],
        title=f"energy management of {owner}",
        queue=SLOW,
        rq_kwargs={"timeout": config.job_timeout()},
    )


def compute_management(owner: str) -> None:
    """Bring what pages tell of an owner's paths, forecasts and drifts up to date; asked twice, it is computed once."""
    management.compute_owner(owner)


@periodic(seconds=CATCH_UP_SECONDS)
def compute_what_changed() -> None:
    """Bring every indicator up to date: a job that was lost is made good here. To fill a warehouse may take minutes,
    and to fit the models of an estate seconds: these are for a worker."""
    behind = (one.owners_behind() for one in (warehouse, impact, management))
    for owner in sorted(set().union(*behind)):
        queue_owner(owner)
    indicators.compute_all()
