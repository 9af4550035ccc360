"""Blueprints that CKAN registers: the __all__ of each module."""

from . import (
    checking,
    export,
    health,
    home,
    joining,
    kpi,
    kpi_files,
    kpi_stating,
    link,
    membership,
    model,
    organization,
    outage,
    problem,
    profile,
    publication,
    reminding,
    territory,
    workbook,
    workshop,
)
from .checking import *  # noqa: F403
from .export import *  # noqa: F403
from .health import *  # noqa: F403
from .home import *  # noqa: F403
from .joining import *  # noqa: F403
from .kpi import *  # noqa: F403
from .kpi_files import *  # noqa: F403
from .kpi_stating import *  # noqa: F403
from .link import *  # noqa: F403
from .membership import *  # noqa: F403
from .model import *  # noqa: F403
from .organization import *  # noqa: F403
from .outage import *  # noqa: F403
from .problem import *  # noqa: F403
from .profile import *  # noqa: F403
from .publication import *  # noqa: F403
from .reminding import *  # noqa: F403
from .territory import *  # noqa: F403
from .workbook import *  # noqa: F403
from .workshop import *  # noqa: F403

__all__ = [
    *checking.__all__,
    *export.__all__,
    *health.__all__,
    *home.__all__,
    *joining.__all__,
    *kpi.__all__,
    *kpi_files.__all__,
    *kpi_stating.__all__,
    *link.__all__,
    *membership.__all__,
    *model.__all__,
    *organization.__all__,
    *outage.__all__,
    *problem.__all__,
    *profile.__all__,
    *publication.__all__,
    *reminding.__all__,
    *territory.__all__,
    *workbook.__all__,
    *workshop.__all__,
]
