"""Actions that CKAN registers: the __all__ of each module."""

from . import tile, work
from .tile import *  # noqa: F403
from .work import *  # noqa: F403

__all__ = [*tile.__all__, *work.__all__]
