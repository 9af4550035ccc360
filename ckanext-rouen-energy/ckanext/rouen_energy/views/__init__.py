"""Blueprints that CKAN registers: the __all__ of each module."""

from . import building, indicators, mapping, quality, registry, series
from .building import *  # noqa: F403
from .indicators import *  # noqa: F403
from .mapping import *  # noqa: F403
from .quality import *  # noqa: F403
from .registry import *  # noqa: F403
from .series import *  # noqa: F403

__all__ = [
    *building.__all__,
    *indicators.__all__,
    *mapping.__all__,
    *quality.__all__,
    *registry.__all__,
    *series.__all__,
]
