"""What keeps a dataset of an organisation from counting, and what an organisation lacks to answer for its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .kpi.catalogue import Dataset, Status, status
from .referents import Role

#: The sizes at which communes are compared, by their least number of inhabitants.
SIZES = (0, 1_000, 3_500, 10_000, 50_000)


class Hidden(StrEnum):
    """Why nobody but its organisation sees a dataset: such a dataset is in no KPI."""

    DRAFT = "draft"
    PRIVATE = "private"


@dataclass(frozen=True)
class Own:
    """A dataset as its organisation sees it; `hidden` when it is not public."""

    dataset: Dataset
    name: str
    title: str
    hidden: Hidden | None
    on_behalf: bool


@dataclass(frozen=True)
class Administrators:
    """How many accounts administer an organisation, and how many of them never logged in."""

    all: int = 0
    never: int = 0


def why_not_counted(own: Own, open_licences: frozenset[str]) -> str | None:
    """The first reason for which a dataset is not an open one (K0); None when it counts."""
    if own.hidden:
        return own.hidden.value
    found = status(own.dataset, open_licences)
    return None if found is Status.OPEN else found.value


def warnings(vacant: Sequence[Role], administrators: Administrators) -> list[str]:
    """What an organisation lacks: `vacant-<role>`, `no-administrator`, `never-logged-in`, `some-never-logged-in`."""
    found = [f"vacant-{role}" for role in vacant]
    if not administrators.all:
        found.append("no-administrator")
    elif administrators.never == administrators.all:
        found.append("never-logged-in")
    elif administrators.never:
        found.append("some-never-logged-in")
    return found


def size_band(population: int) -> tuple[int, int | None]:
    """From how many inhabitants to below how many the communes are that one of this size is compared with."""
    start = max(size for size in SIZES if size <= population)
    return start, next((size for size in SIZES if size > start), None)


def in_band(population: int, band: tuple[int, int | None]) -> bool:
    """Whether a number of inhabitants is within a band."""
    start, end = band
    return start <= population and (end is None or population < end)
