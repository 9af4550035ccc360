"""The quality score of data.gouv.fr: nine criteria of equal weight, shown out of 100.

Source: udata, the software of data.gouv.fr (github.com/opendatateam/udata, 2025): in `udata/core/dataset/models.py` the
methods `compute_quality`, `compute_quality_score` and `next_update` of `Dataset`; `constants.py`, `CLOSED_FORMATS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from .record import Record

MAXIMUM = 100
#: `QUALITY_DESCRIPTION_LENGTH`: a description is good when it is longer than this (characters).
GOOD_LENGTH = 100
CLOSED_FORMATS = frozenset({"pdf", "doc", "docx", "word", "xls", "excel", "xlsx"})
#: How late an update may be: harvesting takes up to a day.
LATE = timedelta(days=1)
UNKNOWN_FREQUENCIES = frozenset({"", "UNKNOWN"})
#: Days until the next update is expected, by the EU's code; twice a year is expected within the year, as udata does.
DAYS: Mapping[str, float] = {
    "DAILY": 1,
    "WEEKLY": 7,
    "MONTHLY": 31,
    "QUARTERLY": 365 / 4,
    "ANNUAL_2": 365,
    "ANNUAL": 365,
    "BIENNIAL": 730,
}
#: Nobody can say when their next update is due, hence they are never late: continuous, irregular, punctual.
NEVER_LATE = frozenset({"UPDATE_CONT", "IRREG", "NEVER"})


class Criterion(StrEnum):
    """What data.gouv.fr looks at, in the order of its own list."""

    DESCRIPTION = "description"
    DOCUMENTATION = "documentation"
    LICENCE = "licence"
    FREQUENCY = "frequency"
    UP_TO_DATE = "up-to-date"
    OPEN_FORMAT = "open-format"
    PERIOD = "period"
    PLACES = "places"
    AVAILABLE = "available"


def missing(record: Record, now: datetime) -> list[Criterion]:
    """The criteria that a dataset does not meet at a moment."""
    met = {
        Criterion.DESCRIPTION: len(record.notes) > GOOD_LENGTH,
        Criterion.DOCUMENTATION: any(file.has_description for file in record.files),
        Criterion.LICENCE: bool(record.licence_url),
        Criterion.FREQUENCY: record.frequency not in UNKNOWN_FREQUENCIES,
        Criterion.UP_TO_DATE: _is_up_to_date(record, now),
        Criterion.OPEN_FORMAT: any(_is_open(file.format) for file in record.files),
        Criterion.PERIOD: record.has_period,
        Criterion.PLACES: record.has_places,
        # A link that was never checked counts as available there.
        Criterion.AVAILABLE: bool(record.files) and all(file.fetched is not False for file in record.files),
    }
    return [criterion for criterion in Criterion if not met[criterion]]


def score(lacking: list[Criterion]) -> float:
    """The score out of 100, to one decimal, of a dataset that lacks these criteria."""
    return round((len(Criterion) - len(lacking)) / len(Criterion) * MAXIMUM, 1)


def _is_up_to_date(record: Record, now: datetime) -> bool:
    if record.frequency in NEVER_LATE:
        return True
    days = DAYS.get(record.frequency)
    if days is None or record.updated is None:
        return False
    due = record.updated + timedelta(days=days)
    return (due - now).days >= -LATE.days


def _is_open(format_: str) -> bool:
    return bool(format_) and format_.lower() not in CLOSED_FORMATS
