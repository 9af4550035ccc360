"""Links are read in a worker of their own: a server elsewhere that takes its time keeps no upload waiting."""

from __future__ import annotations

import logging

import ckan.plugins.toolkit as tk
from ckan.lib import jobs as queue
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from ... import config
from ...store import link as store
from ..queues import SLOW
from .reading import LEASE_MARGIN, read

log = logging.getLogger(__name__)

#: a server that takes all the time there is keeps exports waiting for no more than this many of its kind
BATCH = 3


def read_due() -> None:
    """Job: read what is due, a few at a time, then leave the worker to others."""
    for resource_id in store.due(BATCH):
        read(resource_id)
    wake_for_due()


def wake_for_due() -> None:
    """Ask a worker to read what is due, with one job: while it is queued no other is added."""
    name = f"{read_due.__module__}.{read_due.__name__}"
    try:
        if not store.due(limit=1) or name in (job.func_name for job in queue.get_queue(SLOW).get_jobs()):
            return
        tk.enqueue_job(read_due, title="links", queue=SLOW, rq_kwargs={"timeout": _timeout()})
    except (RedisError, SQLAlchemyError):
        log.exception("links wait for the scheduler: the queue is unavailable")


def _timeout() -> int:
    return int(BATCH * (config.fetch_seconds() + LEASE_MARGIN.total_seconds()))
