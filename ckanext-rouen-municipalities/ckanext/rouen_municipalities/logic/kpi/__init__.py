"""KPIs: which there are, when they are computed, how they are shown."""

from .computing import close_the_day, compute, compute_when_due, snapshot_today
from .declaring import load_declared
from .defined import definitions
from .feeding import wake_when_lagging
from .registry import UnknownKpi, registered
from .watching import listen, mark_due

__all__ = [
    "UnknownKpi",
    "close_the_day",
    "compute",
    "compute_when_due",
    "definitions",
    "listen",
    "load_declared",
    "mark_due",
    "registered",
    "snapshot_today",
    "wake_when_lagging",
]
