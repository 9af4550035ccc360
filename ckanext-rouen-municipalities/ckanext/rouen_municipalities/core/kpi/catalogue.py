"""What the KPIs about open data need to know of the public catalogue, and what makes a dataset an open one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ..freshness import Freshness, State

NOT_ASSESSED = Freshness(State.NOT_ASSESSABLE)
#: What a dataset carries when nobody has chosen its licence.
UNSPECIFIED_LICENCES = frozenset({"", "notspecified"})


@dataclass(frozen=True)
class Resource:
    """A file or link of a dataset. `fetched` says whether its last check got it; None: it was never checked."""

    id: str
    fetched: bool | None


@dataclass(frozen=True)
class Owner:
    """An organisation of the territory: the Métropole (`insee` is None) or a commune."""

    id: str
    insee: str | None


@dataclass(frozen=True)
class Dataset:
    """A dataset that anyone can see. `owner` is None when its organisation is not of the territory.

    `high_value` holds the EU's categories of high-value datasets that it is of. `freshness` is that of its last
    accepted data, `changed` the day on which it last had a content that it never had before.
    """

    id: str
    owner: Owner | None
    licence: str
    feed: bool
    theme: str
    secondary_themes: tuple[str, ...]
    modified: datetime
    resources: tuple[Resource, ...]
    harvested: bool = False
    high_value: tuple[str, ...] = ()
    frequency: str = ""
    freshness: Freshness = NOT_ASSESSED
    changed: date | None = None


@dataclass(frozen=True)
class Catalogue:
    """The public catalogue at one instant.

    `open_licences` are the ids that the portal's list of licences says are open; `rows_by_commune` gives, by resource
    of the Métropole, how many rows its published table has under each INSEE code.
    """

    datasets: tuple[Dataset, ...]
    communes: tuple[str, ...]
    open_licences: frozenset[str]
    rows_by_commune: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Status(StrEnum):
    """Whether a public dataset is open and, if not, the first reason why."""

    OPEN = "open"
    HARVESTED = "harvested"
    NO_LICENCE = "no-licence"
    LICENCE_NOT_OPEN = "licence-not-open"
    NO_RESOURCE = "no-resource"
    UNREACHABLE = "unreachable"
    NOT_CHECKED = "not-checked"
    FEED = "feed"
    OTHER_OWNER = "other-owner"


def status(dataset: Dataset, open_licences: frozenset[str]) -> Status:
    """The status of a public dataset: the first reason not to count it wins, in the order of `Status`.

    A copy that was harvested from another portal is apart, whatever else holds for it.
    """
    if dataset.harvested:
        return Status.HARVESTED
    if dataset.licence in UNSPECIFIED_LICENCES:
        return Status.NO_LICENCE
    if dataset.licence not in open_licences:
        return Status.LICENCE_NOT_OPEN
    return _resources_status(dataset) or _source_status(dataset)


def _resources_status(dataset: Dataset) -> Status | None:
    if not dataset.resources:
        return Status.NO_RESOURCE
    checks = {resource.fetched for resource in dataset.resources}
    if True in checks:
        return None
    return Status.NOT_CHECKED if None in checks else Status.UNREACHABLE


def _source_status(dataset: Dataset) -> Status:
    if dataset.feed:
        return Status.FEED
    return Status.OPEN if dataset.owner else Status.OTHER_OWNER


@dataclass(frozen=True)
class Checks:
    """What the portal knows of a resource; None for what was never checked.

    `in_datastore`: its table is there; `accepted`: one of the files that it received was; `answered`: the address of
    the link answered the last time that it was asked.
    """

    in_datastore: bool = False
    accepted: bool | None = None
    answered: bool | None = None


def fetched(url_type: str | None, checks: Checks) -> bool | None:
    """Whether a resource can be fetched, as far as the portal knows; None when nothing was ever checked.

    An uploaded file can be fetched once it was accepted (a file that CKAN held before the portal kept a record was
    accepted then, and is served); a table written through the API can as long as it is there; a link to elsewhere
    can when its address answered.
    """
    if url_type == "datastore":
        return checks.in_datastore
    return checks.accepted is not False if url_type == "upload" else checks.answered


def as_list(text: str | None) -> tuple[str, ...]:
    """The values of a field that holds several: scheming stores a JSON list; an extra written by hand may hold one."""
    if not text:
        return ()
    try:
        values = json.loads(text)
    except ValueError:
        return (text,)
    return tuple(str(value) for value in values) if isinstance(values, list) else (text,)
