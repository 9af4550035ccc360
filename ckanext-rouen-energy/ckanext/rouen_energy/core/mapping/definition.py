"""What a mapping says: which of their columns, cells or words become which of ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ckanext.rouen_municipalities.core.tabular.cells import stripped
from ckanext.rouen_municipalities.core.tabular.folding import fold

#: where a value comes from: a column, the same text everywhere, the file's name, a cell above the header
COLUMN, CONSTANT, FILE_NAME, ABOVE = "column", "constant", "file-name", "above"
KINDS = (COLUMN, CONSTANT, FILE_NAME, ABOVE)

#: order of day and month in dates that do not begin with the year; `excel`: days counted from 1900
DATES = ("day-first", "month-first", "excel")
#: what says when a period of consumption begins and ends
COLUMNS, YEAR, YEAR_ENDING, MONTH, DAY, UNTIL_NEXT = "columns", "year", "year-ending", "month", "day", "until-next"
PERIODS = (COLUMNS, YEAR, YEAR_ENDING, MONTH, DAY, UNTIL_NEXT)
#: whether the last day of a period is in it
ENDS = ("excluded", "included")
#: whether a stamp is the start or the end of its step
STAMPS = ("start", "end")
#: what becomes of a stamp in the doubled hour of autumn when order cannot tell which it is
DOUBLED_HOURS = ("refuse", "first", "second")
#: what becomes of the second value of a meter at the same time
REPEATED = ("refuse", "first")

VALUE, UNIT = "valeur", "unite"
#: the time of a stamp whose day stands in another column: no column of ours
TIME = "heure"


class MappingError(ValueError):
    """What is no mapping: `where` names the part, `rule` what is wrong with it, `value` what was given."""

    def __init__(self, where: str, rule: str, value: str = "") -> None:
        super().__init__(f"{where}: {rule} {value}".strip())
        self.where = where
        self.rule = rule
        self.value = value


@dataclass(frozen=True)
class Source:
    """Where a value comes from. `value`: a column's title, a text, a pattern of file names, the label of a cell."""

    kind: str
    value: str = ""


@dataclass(frozen=True)
class Measure:
    """A column of values, which gives a row of ours in each line; columns with the same constants are added up."""

    column: str
    #: unit of its values; empty when a column of the file says it
    unit: str = ""
    #: a column by which each value is multiplied: an intensity by its area
    times: str = ""
    #: our columns for these rows: the carrier, the meter, the year
    constants: Dictionary[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """How the files with these titles of columns become rows of one of our profiles."""

    profile: str
    #: the header by which the files are recognised
    titles: tuple[str, ...]
    #: our column → where its values come from
    sources: Dictionary[str, Source] = field(default_factory=dict)
    #: the columns of values; none where a line simply is a row
    measures: tuple[Measure, ...] = ()
    #: our column → the unit of their cells (`surface_m2` in ft2)
    units: Dictionary[str, str] = field(default_factory=dict)
    #: our column → their word → ours; a word that becomes nothing leaves its line out
    words: Dictionary[str, Dictionary[str, str]] = field(default_factory=dict)
    #: cells that mean that there is no value
    missing: tuple[str, ...] = ()
    #: the decimal sign of their numbers
    decimal: str = "."
    dates: str = DATES[0]
    zone: str = "Europe/Paris"
    doubled_hour: str = DOUBLED_HOURS[0]
    stamp: str = STAMPS[0]
    #: minutes of a step; 0 when the stamps tell
    step: int = 0
    period: str = COLUMNS
    end: str = ENDS[0]
    repeated: str = REPEATED[0]
    #: values beyond these are errors of a sensor: they are left out
    minimum: str = ""
    maximum: str = ""
    #: names of the files that it is for, with `*`
    files: str = "*"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the header, whatever its accents and case: the same header is the same layout."""
        return header_fingerprint(self.titles)

    @property
    def lasts_until_next(self) -> bool:
        """Whether a line only says when its period begins."""
        return self.period == UNTIL_NEXT and "debut" in self.titles_of_ours

    @property
    def titles_of_ours(self) -> set[str]:
        """Our columns that something fills."""
        return {*self.sources, *(name for measure in self.measures for name in measure.constants)}

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def folded_titles(cells: Sequence[str]) -> tuple[str, ...]:
    """A header as it is compared: folded, without the empty cells at its end."""
    found = [fold(stripped(cell)) for cell in cells]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def header_fingerprint(cells: Sequence[str]) -> str:
    """SHA-256 of a header as it is compared."""
    return hashlib.sha256(json.dumps(folded_titles(cells)).encode()).hexdigest()
