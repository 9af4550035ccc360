"""Links are read in a worker of their own: a server elsewhere that takes its time keeps no upload waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable

import ckan.plugins.toolkit as tk
from ckan.lib import jobs as queue
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from ... import config
from ...store import link as store
from ...store import link_check
from ..queues import SLOW
from .checking import LEASE, check
from .reading import LEASE_MARGIN, read

log = logging.getLogger(__name__)

#: a server that takes all the time there is keeps exports waiting for no more than this many of its kind
BATCH = 3
#: and many that do not answer no longer than as many reads
CHECKS = 50


def read_due() -> None:
    """Job: read what is due, a few at a time, then leave the worker to others."""
    for resource_id in store.due(BATCH):
        read(resource_id)
    wake_for_due()


def check_due() -> None:
    """Job: ask a few of the addresses that are only linked to whether they answer, then leave the worker to others."""
    for resource_id in link_check.due(CHECKS):
        check(resource_id)
    wake_for_due()


def wake_for_due() -> None:
    """Ask a worker to read what is due and to check what is, with one job each: while it is queued none is added."""
    try:
        if store.due(limit=1):
            _queue(read_due, BATCH * (config.fetch_seconds() + LEASE_MARGIN.total_seconds()))
        if link_check.due(limit=1):
            _queue(check_due, CHECKS * LEASE.total_seconds())
    except (RedisError, SQLAlchemyError):
        log.exception("links wait for the scheduler: the queue is unavailable")


def _queue(job: Callable[[], None], seconds: float) -> None:
    name = f"{job.__module__}.{job.__name__}"
    if name not in (queued.func_name for queued in queue.get_queue(SLOW).get_jobs()):
        tk.enqueue_job(job, title="links", queue=SLOW, rq_kwargs={"timeout": int(seconds)})
