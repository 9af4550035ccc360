"""What CKAN registers: the __all__ of each concept."""

from . import (
    attention,
    catalogue,
    export,
    inviting,
    joining,
    kpi,
    link,
    membership,
    privacy,
    problem,
    profile,
    publication,
    reminding,
    territory,
)
from .attention import *  # noqa: F403
from .catalogue import *  # noqa: F403
from .export import *  # noqa: F403
from .inviting import *  # noqa: F403
from .joining import *  # noqa: F403
from .kpi import *  # noqa: F403
from .link import *  # noqa: F403
from .membership import *  # noqa: F403
from .privacy import *  # noqa: F403
from .problem import *  # noqa: F403
from .profile import *  # noqa: F403
from .publication import *  # noqa: F403
from .reminding import *  # noqa: F403
from .territory import *  # noqa: F403

__all__ = [
    *attention.__all__,
    *catalogue.__all__,
    *export.__all__,
    *inviting.__all__,
    *joining.__all__,
    *kpi.__all__,
    *link.__all__,
    *membership.__all__,
    *privacy.__all__,
    *problem.__all__,
    *profile.__all__,
    *publication.__all__,
    *reminding.__all__,
    *territory.__all__,
]
