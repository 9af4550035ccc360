"""What stopped half-way is finished, what is gone is removed."""

from __future__ import annotations

import logging

import ckan.plugins.toolkit as tk
from ckan.lib import jobs as queue
from redis.exceptions import RedisError

from ... import config
from ...store import datastore
from ...store import publication as record
from .announcing import announce_changes, show_in_ckan

log = logging.getLogger(__name__)

BATCH = 1000


def sweep() -> None:
    """Wake a worker for what waits, tell what was not told, drop tables whose resource is gone, set flags right."""
    if record.waiting(limit=1):
        _wake_a_worker()
    announce_changes()
    for resource_id in record.without_table(datastore.ledger_resources()):
        datastore.drop(resource_id)
    for resource_id in record.restore_flags(datastore.ledger_resources()):
        show_in_ckan(resource_id)


def waiting() -> list[str]:
    """Ids of the publications that nobody works on."""
    return record.waiting(BATCH)


def _wake_a_worker() -> None:
    """One job takes everything that waits; while one is queued no other is added."""
    from ...jobs import publish_waiting

    name = f"{publish_waiting.__module__}.{publish_waiting.__name__}"
    try:
        if name not in (job.func_name for job in queue.get_queue().get_jobs()):
            tk.enqueue_job(publish_waiting, title="waiting publications", rq_kwargs={"timeout": config.job_timeout()})
    except RedisError:
        log.exception("publications wait: the queue is unavailable")
