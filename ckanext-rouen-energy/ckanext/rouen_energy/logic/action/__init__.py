"""What CKAN registers: the __all__ of each concept."""

from . import indicators, registry, use_cases
from .indicators import *  # noqa: F403
from .registry import *  # noqa: F403
from .use_cases import *  # noqa: F403

__all__ = [*indicators.__all__, *registry.__all__, *use_cases.__all__]
