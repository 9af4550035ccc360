"""Published tables as files that anybody who may see them can take whole."""

from .offering import Offer, offer
from .queueing import listen, sweep
from .writing import write

__all__ = ["Offer", "listen", "offer", "sweep", "write"]
