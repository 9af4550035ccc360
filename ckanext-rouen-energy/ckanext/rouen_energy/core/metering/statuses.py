"""What is thought of a reading: its status. The reading itself is never changed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[2] / "data"


class Status(IntEnum):
    """The status of a reading, as the warehouse keeps it."""

    OK = 0
    GAP_FILLED = 1
    SUSPECTED_OUTLIER = 2
    SUSPECTED_STUCK = 3
    DUPLICATE = 4
    REPLACED = 5
    NOT_CONVERTIBLE = 6


#: What an officer should look at.
SUSPECTED = (Status.SUSPECTED_OUTLIER, Status.SUSPECTED_STUCK)


@dataclass(frozen=True)
class StatusWords:
    """A status as the API names it (`suspected-outlier`), whether sums count it, and its labels by language."""

    status: Status
    name: str
    counted: bool
    labels: Mapping[str, str]

    def label(self, language: str) -> str:
        """The label in `language`, in French when there is none."""
        return self.labels.get(language, self.labels["fr"])


@cache
def statuses() -> Mapping[Status, StatusWords]:
    """Every status, in the order of data/statuses.csv."""
    return {each.status: each for each in map(_words, _rows("statuses"))}


@cache
def qualities() -> Mapping[str, Status]:
    """What a word of the column `qualite`, in lower case, says of a reading; a word that is not there says nothing."""
    named = {words.name: status for status, words in statuses().items()}
    return {row["qualite"]: named[row["status"]] for row in _rows("qualities")}


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _words(row: Mapping[str, str]) -> StatusWords:
    status = Status(int(row["code"]))
    return StatusWords(status, row["status"], row["counted"] == "yes", {"fr": row["fr"], "en": row["en"]})
