"""Numbers that are not how many things were counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How a number comes back from the things that were counted."""

    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True)
class Measure:
    """A number that is not how many things were counted, but the sum or the mean of a field that each of them has.

    A mean is given to one decimal; of nothing it is None.
    """

    how: How
    field: str
