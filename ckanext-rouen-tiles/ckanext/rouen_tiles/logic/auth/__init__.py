"""Auth functions that CKAN registers: the __all__ of each module."""

from . import release, tile
from .release import *  # noqa: F403
from .tile import *  # noqa: F403

__all__ = [*release.__all__, *tile.__all__]
