"""The digest of what an organisation has to look at again, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .referents import Role
from .signing import sign, signed_name

#: How long the link of a digest puts the next one off, and how long the link itself is good.
LINK_LIFE = timedelta(days=90)

_PURPOSE = "snooze"


@dataclass(frozen=True)
class Late:
    """A dataset whose data are late by so many days."""

    name: str
    title: str
    days: int


@dataclass(frozen=True)
class Digest:
    """What one organisation is told: its late datasets, latest first, and the roles that nobody fills."""

    organization_id: str
    name: str
    title: str
    late: tuple[Late, ...]
    vacant: tuple[Role, ...]

    @property
    def points(self) -> int:
        """How many things there are to look at; none: nothing is mailed."""
        return len(self.late) + len(self.vacant)


@dataclass(frozen=True)
class Turn:
    """When an organisation was last told, and until when it wants to be left alone."""

    reminded: datetime | None = None
    snoozed_until: datetime | None = None

    def is_due(self, now: datetime, every: timedelta) -> bool:
        """Whether it is told at `now`."""
        if self.snoozed_until and now < self.snoozed_until:
            return False
        return self.reminded is None or now - self.reminded >= every


def snooze_token(organization_id: str, day: date, secret: str) -> str:
    """What the link of a digest of that day carries."""
    return sign(_PURPOSE, f"{organization_id}_{day.isoformat()}", secret)


def snoozed_organization(token: str, day: date, secret: str) -> str | None:
    """The organisation that a link names, None when it was not mailed or is too old on `day`."""
    name = signed_name(_PURPOSE, token, secret)
    if name is None:
        return None
    organization_id, _, mailed = name.rpartition("_")
    return organization_id if day - date.fromisoformat(mailed) <= LINK_LIFE else None
