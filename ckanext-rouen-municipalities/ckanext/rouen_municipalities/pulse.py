"""Signs of life of the worker and of the scheduler, so that one that hangs is not taken for one that works."""

from __future__ import annotations

import logging
import os
import time

from redis.exceptions import RedisError

from . import config
from .core.pulse import Pulse
from .store import pulse as kept

log = logging.getLogger(__name__)

#: the second worker is for what nobody waits for: links and exports
WORKER, SLOW_WORKER, SCHEDULER = "worker", "worker-slow", "scheduler"
KINDS = (WORKER, SLOW_WORKER, SCHEDULER)
# A sign of life that comes four times while one holds may be late or lost once without anybody being told.
BEATS = 4


def interval() -> float:
    """Seconds between two signs of life."""
    return config.pulse_seconds() / BEATS


def beat(kind: str, doing: str) -> None:
    """Give a sign of life; while Redis is away it is missing, and the process goes on."""
    try:
        kept.write(kind, Pulse(time.time(), config.pulse_seconds(), os.getpid(), doing))
    except RedisError:
        log.warning("the %s could not give a sign of life", kind, exc_info=True)
