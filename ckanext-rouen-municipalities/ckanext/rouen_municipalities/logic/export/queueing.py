"""Exports are written after the swap, by a job that nobody waits for; the sweeper asks for those that are missing."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import jobs as queue
from redis.exceptions import RedisError

from ... import config
from ...core.export import GRACE
from ...signals import table_published
from ...store import export as store
from ..queues import SLOW
from .writing import write

log = logging.getLogger(__name__)


def listen() -> None:
    """Have a table exported whenever another publication of it is shown (called once, at start)."""
    table_published.connect(_follow)


def write_missing() -> None:
    """Job: write the exports of every table that has none of its present publication."""
    for resource_id in store.missing():
        write(resource_id)


def wake_for_missing() -> None:
    """Ask a worker to write what is missing, with one job: while it is queued no other is added."""
    name = f"{write_missing.__module__}.{write_missing.__name__}"
    try:
        if name not in (job.func_name for job in queue.get_queue(SLOW).get_jobs()):
            tk.enqueue_job(write_missing, title="exports", queue=SLOW, rq_kwargs={"timeout": config.job_timeout()})
    except RedisError:
        log.exception("exports wait for the scheduler: the queue is unavailable")


def sweep() -> None:
    """Ask for what is missing, remove what is no longer current."""
    if store.missing():
        wake_for_missing()
    store.remove_old(GRACE)
    store.remove_abandoned(timedelta(seconds=config.job_timeout()))


def _follow(resource_id: str, *, publication_id: str | None, **_values: Any) -> None:
    if publication_id:
        wake_for_missing()
