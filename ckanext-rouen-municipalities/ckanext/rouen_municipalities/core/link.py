"""A link: a resource whose file lies elsewhere and is read from there, now and then."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .catalogue import frequencies

#: Data that change once a year are looked at each week all the same: asking costs one answer without a body (304),
#: and a file that is late by days is not shown late by months.
LONGEST_PERIOD = timedelta(days=7)
FIRST_RETRY = timedelta(minutes=5)
LAST_RETRY = timedelta(days=1)
LONGEST_WISH = timedelta(days=7)
#: the part of a period over which the reads of all links are spread
SPREAD = 0.1
#: how often it is asked whether an address that is only linked to still answers
CHECK_PERIOD = timedelta(days=7)


@dataclass(frozen=True)
class Place:
    """Where a resource says that its file lies, and how often its dataset says that it changes."""

    resource_id: str
    url: str
    frequency: str | None


@dataclass(frozen=True)
class Link:
    """What is known of a link; `due` None: read on demand only; `failing_since` None: the last read succeeded.

    `tried` is the last attempt, `read` the last that succeeded, `changed` the last that brought other bytes.
    """

    resource_id: str
    url: str
    frequency: str | None
    etag: str | None
    last_modified: str | None
    sha256: str | None
    due: datetime | None
    lease_token: str | None
    lease_until: datetime | None
    failures: int
    failing_since: datetime | None
    error_code: str | None
    error_detail: str | None
    tried: datetime | None
    read: datetime | None
    changed: datetime | None

    @property
    def validators(self) -> dict[str, str]:
        """The headers that spare a body that is here already."""
        return _validators(self.etag, self.last_modified) if self.sha256 else {}

    @property
    def answers(self) -> bool | None:
        """Whether its last reading succeeded; None before the first, and before the first at a new address."""
        if self.failing_since:
            return False
        return True if self.sha256 else None

    def is_waiting(self, now: datetime) -> bool:
        """Whether it is being read, or is about to be."""
        is_held = self.lease_until is not None and self.lease_until > now
        return is_held or (self.due is not None and self.due <= now)


@dataclass(frozen=True)
class Check:
    """What is known of an address that is linked to without being read; `failing_since` None: it answered last time.

    `checked` is the last time it was asked.
    """

    resource_id: str
    url: str
    etag: str | None
    last_modified: str | None
    due: datetime
    lease_token: str | None
    lease_until: datetime | None
    failures: int
    failing_since: datetime | None
    error_code: str | None
    error_detail: str | None
    checked: datetime | None

    @property
    def validators(self) -> dict[str, str]:
        """The headers that let a server say that nothing has changed."""
        return _validators(self.etag, self.last_modified)


@dataclass(frozen=True)
class Following:
    """What has to change for the links that are known to be those that the resources name."""

    new: list[Place]
    moved: list[Place]
    paced: list[Place]
    gone: list[str]

    @property
    def to_read(self) -> bool:
        """Whether there is a file to be read now."""
        return bool(self.new or self.moved)


def follow(places: Iterable[Place], known: Mapping[str, Place]) -> Following:
    """Compare where files lie with where they were known to lie, by resource."""
    found = {place.resource_id: place for place in places}
    both = [place for name, place in found.items() if name in known]
    return Following(
        new=[place for name, place in found.items() if name not in known],
        moved=[place for place in both if place.url != known[place.resource_id].url],
        paced=[
            place
            for place in both
            if place.url == known[place.resource_id].url and place.frequency != known[place.resource_id].frequency
        ],
        gone=[name for name in known if name not in found],
    )


def next_read(link: Place | Link, after: datetime) -> datetime | None:
    """When to look again after a read that succeeded; None for data that do not change at fixed times."""
    frequency = frequencies().get(link.frequency or "")
    if frequency is None or frequency.days is None:
        return None
    return _spread(link.resource_id, after, min(timedelta(days=frequency.days), LONGEST_PERIOD))


def next_check(check: Check, after: datetime) -> datetime:
    """When to ask again whether an address that answered still does."""
    return _spread(check.resource_id, after, CHECK_PERIOD)


def next_try(link: Link | Check, after: datetime, failures: int, wished_seconds: int | None = None) -> datetime:
    """When to try again after so many failures in a row: twice as late each time, once a day in the end.

    A server that says when it wants to be asked again is obeyed, up to a week.
    """
    doublings = min(failures - 1, 20)
    wait = min(FIRST_RETRY * 2**doublings, LAST_RETRY)
    wished = min(timedelta(seconds=min(wished_seconds or 0, 10**9)), LONGEST_WISH)
    return _spread(link.resource_id, after, max(wait, wished))


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in known.items() if value}


def _spread(resource_id: str, after: datetime, period: timedelta) -> datetime:
    """Always later by the same small part: links of one provider, saved together, are not read together for ever."""
    part = int.from_bytes(hashlib.sha256(resource_id.encode()).digest()[:4], "big") / 2**32
    return after + period * (1 + SPREAD * part)
