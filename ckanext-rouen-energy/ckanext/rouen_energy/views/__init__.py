"""Blueprints that CKAN registers: the __all__ of each module."""

from . import building, indicators, management, mapping, method, quality, registry, sections, series, works
from .building import *  # noqa: F403
from .indicators import *  # noqa: F403
from .management import *  # noqa: F403
from .mapping import *  # noqa: F403
from .method import *  # noqa: F403
from .quality import *  # noqa: F403
from .registry import *  # noqa: F403
from .sections import *  # noqa: F403
from .series import *  # noqa: F403
from .works import *  # noqa: F403

__all__ = [
    *building.__all__,
    *indicators.__all__,
    *management.__all__,
    *mapping.__all__,
    *method.__all__,
    *quality.__all__,
    *registry.__all__,
    *sections.__all__,
    *series.__all__,
    *works.__all__,
]
