"""The score of data.europa.eu's Metadata Quality Assessment (MQA): 405 points in five dimensions.

Points: dataeuropa.gitlab.io/data-provider-manual/metadata-quality-dashboard (methodology). How they add up: piveau, the
software of data.europa.eu, `scoreMetrics`: what the dataset says, plus its best distribution alone over all of them;
ratings: `PiveauScoring`. Formats: `edp-non-proprietary-format.rdf` and `edp-machine-readable-format.rdf` of
gitlab.com/european-data-portal/edp-vocabularies.

Not run for each dataset: the SHACL shapes of DCAT-AP. What the portal writes conforms to them as long as a dataset has
a title, which is mandatory, and a description; the portal's own tests hold what it writes against the shapes.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from .record import File, Record

#: A licence is known when the EU's table has it under the address that is published.
LICENCE_TABLE = "http://publications.europa.eu/resource/authority/licence/"
#: The European data portal's own lists of formats.
FORMATS_FILE = Path(__file__).parents[2] / "data" / "mqa_formats.csv"


class Criterion(StrEnum):
    """What MQA looks at; first what the dataset says, then what a distribution says."""

    KEYWORDS = "keywords"
    THEME = "theme"
    PLACES = "places"
    PERIOD = "period"
    DCAT_AP = "dcat-ap"
    ACCESS_RIGHTS = "access-rights"
    ACCESS_RIGHTS_TABLE = "access-rights-table"
    CONTACT = "contact"
    PUBLISHER = "publisher"
    ISSUED = "issued"
    MODIFIED = "modified"
    ACCESS = "access"
    DOWNLOAD = "download"
    DOWNLOAD_WORKS = "download-works"
    FORMAT = "format"
    MEDIA_TYPE = "media-type"
    FORMAT_TABLE = "format-table"
    NON_PROPRIETARY = "non-proprietary"
    MACHINE_READABLE = "machine-readable"
    LICENCE = "licence"
    LICENCE_TABLE = "licence-table"
    RIGHTS = "rights"
    SIZE = "size"


class Dimension(StrEnum):
    """The five dimensions, in MQA's order."""

    FINDABILITY = "findability"
    ACCESSIBILITY = "accessibility"
    INTEROPERABILITY = "interoperability"
    REUSABILITY = "reusability"
    CONTEXTUALITY = "contextuality"


POINTS: Mapping[Dimension, Mapping[Criterion, int]] = {
    Dimension.FINDABILITY: {
        Criterion.KEYWORDS: 30,
        Criterion.THEME: 30,
        Criterion.PLACES: 20,
        Criterion.PERIOD: 20,
    },
    Dimension.ACCESSIBILITY: {Criterion.ACCESS: 50, Criterion.DOWNLOAD: 20, Criterion.DOWNLOAD_WORKS: 30},
    Dimension.INTEROPERABILITY: {
        Criterion.FORMAT: 20,
        Criterion.MEDIA_TYPE: 10,
        Criterion.FORMAT_TABLE: 10,
        Criterion.NON_PROPRIETARY: 20,
        Criterion.MACHINE_READABLE: 20,
        Criterion.DCAT_AP: 30,
    },
    Dimension.REUSABILITY: {
        Criterion.LICENCE: 20,
        Criterion.LICENCE_TABLE: 10,
        Criterion.ACCESS_RIGHTS: 10,
        Criterion.ACCESS_RIGHTS_TABLE: 5,
        Criterion.CONTACT: 20,
        Criterion.PUBLISHER: 10,
    },
    Dimension.CONTEXTUALITY: {
        Criterion.RIGHTS: 5,
        Criterion.SIZE: 5,
        Criterion.ISSUED: 5,
        Criterion.MODIFIED: 5,
    },
}
WORTH: Mapping[Criterion, int] = {
    criterion: points for criteria in POINTS.values() for criterion, points in criteria.items()
}
MAXIMUM = sum(WORTH.values())


class Rating(StrEnum):
    """How MQA words a score."""

    EXCELLENT = "excellent"
    GOOD = "good"
    SUFFICIENT = "sufficient"
    BAD = "bad"


#: The least score of each rating.
LEAST: Mapping[Rating, int] = {Rating.EXCELLENT: 351, Rating.GOOD: 221, Rating.SUFFICIENT: 120, Rating.BAD: 0}


def missing(record: Record) -> list[Criterion]:
    """The criteria that a dataset does not meet, those of its best distribution among them."""
    met = {**_of_dataset(record), **_of_best(record)}
    return [criterion for criterion in Criterion if not met[criterion]]


def score(lacking: list[Criterion]) -> int:
    """The score out of 405 of a dataset that lacks these criteria."""
    return MAXIMUM - sum(WORTH[criterion] for criterion in lacking)


def rating(points: float) -> Rating:
    """How MQA words a score."""
    return next(rating for rating, least in LEAST.items() if points >= least)


def _of_dataset(record: Record) -> dict[Criterion, bool]:
    """The portal itself says of every public dataset that it is public, when it was issued and modified."""
    return {
        Criterion.KEYWORDS: record.has_keywords,
        Criterion.THEME: record.has_theme,
        Criterion.PLACES: record.has_places,
        Criterion.PERIOD: record.has_period,
        Criterion.DCAT_AP: bool(record.notes),
        Criterion.ACCESS_RIGHTS: True,
        Criterion.ACCESS_RIGHTS_TABLE: True,
        Criterion.CONTACT: record.has_contact,
        Criterion.PUBLISHER: record.has_publisher,
        Criterion.ISSUED: True,
        Criterion.MODIFIED: True,
    }


def _of_best(record: Record) -> dict[Criterion, bool]:
    distributions = [_of_distribution(file, record.licence_url) for file in record.files]
    return max(distributions, key=_points, default=_nothing())


def _of_distribution(file: File, licence_url: str) -> dict[Criterion, bool]:
    kind = file.kind
    code = kind.code if kind else ""
    can_be_downloaded = kind is not None and code != "HTML"
    return {
        Criterion.ACCESS: file.fetched is True,
        Criterion.DOWNLOAD: can_be_downloaded,
        Criterion.DOWNLOAD_WORKS: can_be_downloaded and file.fetched is True,
        Criterion.FORMAT: bool(file.format),
        Criterion.MEDIA_TYPE: "/" in file.media_type or bool(kind and kind.media_type),
        Criterion.FORMAT_TABLE: kind is not None,
        Criterion.NON_PROPRIETARY: code in _formats("non_proprietary"),
        Criterion.MACHINE_READABLE: code in _formats("machine_readable"),
        Criterion.LICENCE: bool(licence_url),
        Criterion.LICENCE_TABLE: licence_url.startswith(LICENCE_TABLE),
        Criterion.RIGHTS: False,
        Criterion.SIZE: file.has_size,
    }


def _nothing() -> dict[Criterion, bool]:
    return dict.fromkeys(_of_distribution(File("", None), ""), False)


def _points(met: Mapping[Criterion, bool]) -> int:
    return sum(WORTH[criterion] for criterion, is_met in met.items() if is_met)


@lru_cache(maxsize=2)
def _formats(column: str) -> frozenset[str]:
    with FORMATS_FILE.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["code"] for row in csv.DictReader(lines) if row[column] == "yes")
