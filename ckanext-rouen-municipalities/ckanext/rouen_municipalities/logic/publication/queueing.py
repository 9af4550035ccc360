"""The job queue carries the wake-up; what there is to do stands in the record of publications."""

from __future__ import annotations

import logging

import ckan.plugins.toolkit as tk
from ckan.lib import jobs as queue
from redis.exceptions import RedisError

from ... import config
from ...store import publication as record
from .running import run

log = logging.getLogger(__name__)

BATCH = 1000


def publish(publication_id: str) -> None:
    """Job: bring one publication to its end, and those that waited for it: a growing table takes them in order."""
    ended = run(publication_id)
    for later in record.pending_after(ended) if ended.is_final else []:
        run(later)


def publish_waiting() -> None:
    """Job: bring every publication that nobody works on to its end."""
    for publication_id in record.waiting(BATCH):
        run(publication_id)


def wake(publication_id: str) -> None:
    """Ask a worker to take a publication; without a queue it waits for the sweeper."""
    try:
        tk.enqueue_job(publish, [publication_id], title=f"publication {publication_id}", rq_kwargs=_limits())
    except RedisError:
        log.exception("publication %s waits for the sweeper: the queue is unavailable", publication_id)


def wake_for_waiting() -> None:
    """Ask a worker to take what waits, with one job: while it is queued no other is added."""
    if not record.waiting(limit=1):
        return
    name = f"{publish_waiting.__module__}.{publish_waiting.__name__}"
    try:
        if name not in (job.func_name for job in queue.get_queue().get_jobs()):
            tk.enqueue_job(publish_waiting, title="waiting publications", rq_kwargs=_limits())
    except RedisError:
        log.exception("publications wait: the queue is unavailable")


def _limits() -> dict[str, int]:
    return {"timeout": config.job_timeout()}
