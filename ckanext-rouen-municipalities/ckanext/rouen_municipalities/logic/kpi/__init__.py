"""KPIs: which there are, when they are computed, how they are shown."""

from .computing import close_the_day, compute, compute_when_due, snapshot_today
from .declaring import load_declared
from .defined import definitions
from .feeding import wake_when_lagging
from .registry import UnknownKpi, registered
from .watching import listen, mark_due, mark_due_on_a_new_day, mark_due_within

__all__ = [
    "UnknownKpi",
    "close_the_day",
    "compute",
    "compute_when_due",
    "definitions",
    "listen",
    "load_declared",
    "mark_due",
    "mark_due_on_a_new_day",
    "mark_due_within",
    "registered",
    "snapshot_today",
    "wake_when_lagging",
]
