"""What the process that opens spreadsheets is asked, and what it answers, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from ..issues import Issue, Notice
from ..limits import Limits

#: the text that a sheet becomes: UTF-8, these two signs, which no cell contains, and "\n"
SEPARATOR, QUOTE = "\x1f", "\x1e"


@dataclass(frozen=True)
class Sheets:
    """Which sheet of a workbook to read."""

    #: the only sheet that will do, or empty
    wanted: str = ""
    #: the sheet to take when it is there, or empty
    preferred: str = ""
    #: folded names that a header may contain
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Request:
    """Open the file of descriptor ``source`` and write its table as text to ``target``."""

    source: int
    target: int
    #: process on whose behalf this is done
    parent: int
    #: folder for what has to be unpacked on the way
    folder: str
    limits: Limits
    sheets: Sheets = Sheets()

    def to_json(self) -> str:
        """As ``from_json`` reads it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Request:
        """The request that ``to_json`` wrote."""
        found = json.loads(text)
        return cls(**{**found, "limits": Limits(**found["limits"]), "sheets": Sheets(**found["sheets"])})


@dataclass(frozen=True)
class Flaw:
    """What a cell of a sheet hides from whoever sees only its text; ``column`` counts from 0."""

    row: int
    column: int
    rule: str
    value: str = ""


@dataclass
class Answer:
    """What the table was found in, and what its text does not tell."""

    kind: str = "CSV"
    #: the file taken out of an archive
    member: str = ""
    sheet: str = ""
    #: rows whose cells have line breaks, and how many
    tall_rows: list[tuple[int, int]] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    #: days are counted from 1904, as old Macintosh did
    since_1904: bool = False
    #: why there is no text
    refusal: Issue | None = None

    def to_json(self) -> str:
        """As ``from_json`` reads it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Answer:
        """The answer that ``to_json`` wrote."""
        found = json.loads(text)
        refusal = found["refusal"]
        return cls(
            **{
                **found,
                "tall_rows": [(row, breaks) for row, breaks in found["tall_rows"]],
                "flaws": [Flaw(**flaw) for flaw in found["flaws"]],
                "notices": [Notice(**notice) for notice in found["notices"]],
                "refusal": Issue(**refusal) if refusal else None,
            }
        )
