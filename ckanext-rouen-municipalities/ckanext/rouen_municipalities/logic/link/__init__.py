"""Resources that are links: followed when they are saved, read in a worker, published as an upload is.

Those of which no table is made are only asked whether they answer.
"""

from .checking import Answer, check
from .following import follow_all, follow_dataset, listen
from .queueing import check_due, read_due, wake_for_due
from .reading import Outcome, read

__all__ = [
    "Answer",
    "Outcome",
    "check",
    "check_due",
    "follow_all",
    "follow_dataset",
    "listen",
    "read",
    "read_due",
    "wake_for_due",
]
