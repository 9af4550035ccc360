"""CKAN's worker, with a sign of life every few seconds and children that are at work at once."""

from __future__ import annotations

from typing import Any

import rq
from ckan.lib.jobs import Worker

from . import pulse
from .logic.queues import SLOW

# rq looks up from its queue so many seconds before the time that it is known to live for.
EARLY = 15


class BeatingWorker(Worker):
    """Takes jobs as CKAN's worker does; rq's own sign of life would come every seven minutes."""

    def __init__(self, queues: list[str]) -> None:
        every = max(1, int(pulse.interval()))
        super().__init__(queues, default_worker_ttl=every + EARLY, job_monitoring_interval=every)
        self._kind = pulse.SLOW_WORKER if SLOW in queues else pulse.WORKER

    def heartbeat(self, *args: Any, **kwargs: Any) -> None:
        """Tell rq, and whoever looks after the portal."""
        super().heartbeat(*args, **kwargs)
        pulse.beat(self._kind, self.get_state())

    def main_work_horse(self, job: rq.job.Job, queue: rq.Queue) -> None:
        """Work with what was loaded before the fork: CKAN's own child first loads every plugin again, for a second."""
        rq.Worker.main_work_horse(self, job, queue)
