"""Auth functions that CKAN registers: the __all__ of each module."""

from . import tile
from .tile import *  # noqa: F403

__all__ = [*tile.__all__]
