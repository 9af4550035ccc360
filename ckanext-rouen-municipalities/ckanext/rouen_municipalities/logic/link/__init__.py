"""Resources that are links: followed when they are saved, read in a worker, published as an upload is."""

from .following import follow_all, follow_dataset, listen
from .queueing import read_due, wake_for_due
from .reading import Outcome, read

__all__ = ["Outcome", "follow_all", "follow_dataset", "listen", "read", "read_due", "wake_for_due"]
