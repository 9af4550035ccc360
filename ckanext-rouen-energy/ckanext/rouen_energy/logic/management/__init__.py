"""Energy management: the path of the tertiary decree, the months to come, where to look first."""

from .comparing import compared
from .forecasting import foreseen
from .monday import listed
from .operat import prepared
from .paths import trajectory

__all__ = ["compared", "foreseen", "listed", "prepared", "trajectory"]
