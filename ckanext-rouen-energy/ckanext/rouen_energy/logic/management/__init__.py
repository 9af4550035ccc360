"""Energy management: the path of the tertiary decree, the months to come, where to look first."""

from collections.abc import Sequence
from typing import Any, Protocol

from ...store.sources import Organization
from . import forecasting, trajectory
from .comparing import compared
from .computing import compute_owner, owners_behind, owners_concerned
from .monday import listed
from .operat import prepared

__all__ = [
    "Telling",
    "compared",
    "compute_owner",
    "forecasting",
    "listed",
    "owners_behind",
    "owners_concerned",
    "prepared",
    "trajectory",
]


class Telling(Protocol):
    """What tells of one owner, of one of its buildings, or of several owners together."""

    def of_owner(self, owner: Organization, building_id: str | None) -> dict[str, Any]:
        """Of an owner, or of one of its buildings. Raises ObjectNotFound."""

    def of_owners(self, owners: Sequence[Organization]) -> dict[str, Any]:
        """Of several owners together."""
