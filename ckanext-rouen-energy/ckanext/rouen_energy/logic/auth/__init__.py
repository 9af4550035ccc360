"""Auth functions that CKAN registers: the __all__ of each concept."""

from . import impact, indicators, management, mapping, quality, registry, series, use_cases
from .impact import *  # noqa: F403
from .indicators import *  # noqa: F403
from .management import *  # noqa: F403
from .mapping import *  # noqa: F403
from .quality import *  # noqa: F403
from .registry import *  # noqa: F403
from .series import *  # noqa: F403
from .use_cases import *  # noqa: F403

__all__ = [
    *impact.__all__,
    *indicators.__all__,
    *management.__all__,
    *mapping.__all__,
    *quality.__all__,
    *registry.__all__,
    *series.__all__,
    *use_cases.__all__,
]
