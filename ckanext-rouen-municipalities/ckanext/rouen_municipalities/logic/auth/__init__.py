"""What CKAN registers: the __all__ of each concept."""

from . import catalogue, kpi, membership, publication, territory
from .catalogue import *  # noqa: F403
from .kpi import *  # noqa: F403
from .membership import *  # noqa: F403
from .publication import *  # noqa: F403
from .territory import *  # noqa: F403

__all__ = [
    *catalogue.__all__,
    *kpi.__all__,
    *membership.__all__,
    *publication.__all__,
    *territory.__all__,
]
