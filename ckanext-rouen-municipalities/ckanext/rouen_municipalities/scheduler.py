"""What is done periodically: one process, `ckan rouen scheduler`, runs every registered task in turn."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ckan import model

from . import pulse

log = logging.getLogger(__name__)

Task = Callable[[], None]
#: a number, or what asks an option for it
Seconds = float | Callable[[], float]


@dataclass
class Periodic:
    """A task, its period in seconds and when it is next due (monotonic clock)."""

    task: Task
    seconds: Seconds
    due: float = 0.0

    def put_off(self, now: float) -> None:
        """Have it due one period after `now`."""
        self.due = now + (self.seconds() if callable(self.seconds) else self.seconds)


_registered: dict[str, Periodic] = {}


def periodic(*, seconds: Seconds) -> Callable[[Task], Task]:
    """Register the decorated function to be run every `seconds` by the scheduler process."""

    def register(task: Task) -> Task:
        _registered[f"{task.__module__}.{task.__name__}"] = Periodic(task, seconds)
        return task

    return register


def registered() -> list[str]:
    """Names of the tasks that the scheduler runs."""
    return sorted(_registered)


def run_due(now: float) -> float:
    """Run each task that is due at `now`; give the seconds until the next one."""
    for name, entry in _registered.items():
        if entry.due <= now:
            pulse.beat(pulse.SCHEDULER, name)
            _run(name, entry.task)
            entry.put_off(now)
    return max(0.0, min(entry.due for entry in _registered.values()) - time.monotonic())


def run_forever(stop: threading.Event) -> None:
    """Run what is due until `stop` is set."""
    while not stop.is_set():
        seconds = run_due(time.monotonic())
        pulse.beat(pulse.SCHEDULER, "waiting")
        stop.wait(min(seconds, pulse.interval()))


def _run(name: str, task: Task) -> None:
    """A failing task is told and tried again at its next turn: it must not stop the others."""
    try:
        task()
    except Exception:
        log.exception("periodic task %s failed", name)
    finally:
        model.Session.remove()
