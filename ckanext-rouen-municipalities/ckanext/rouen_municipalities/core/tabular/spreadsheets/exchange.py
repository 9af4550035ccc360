"""What the process that opens spreadsheets is asked, and what it says, one line of JSON each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from ..issues import Issue, Notice
from ..limits import Limits

#: the text that a sheet becomes: UTF-8, a row to a line; no cell contains these signs
SEPARATOR, QUOTE, LINE_BREAK = "\x1f", "\x1e", "\x1d"


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
class Found:
    """Where the table is; its text follows."""

    kind: str = "CSV"
    #: the file taken out of an archive
    member: str = ""
    #: empty for a text
    sheet: str = ""
    #: days are counted from 1904, as old Macintosh did
    since_1904: bool = False


@dataclass(frozen=True)
class Flaw:
    """What a cell of a sheet hides from whoever sees only its text; ``column`` counts from 0."""

    row: int
    column: int
    rule: str
    value: str = ""
    expected: str = ""


@dataclass(frozen=True)
class End:
    """The text is whole; what it does not tell."""

    flaws: list[Flaw] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True)
class Message:
    """One of these: where the table is, how much of the file has been read, the end, or why there is none."""

    found: Found | None = None
    #: part of the file, from 0 to 1
    read: float = 0
    end: End | None = None
    refusal: Issue | None = None

    def to_json(self) -> str:
        """As ``from_json`` reads it, on one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Message:
        """The message that ``to_json`` wrote."""
        said = json.loads(text)
        found, end, refusal = said["found"], said["end"], said["refusal"]
        return cls(
            found=Found(**found) if found else None,
            read=said["read"],
            end=_end(end["flaws"], end["notices"]) if end else None,
            refusal=Issue(**refusal) if refusal else None,
        )


def _end(flaws: list[dict[str, object]], notices: list[dict[str, object]]) -> End:
    return End([Flaw(**flaw) for flaw in flaws], [Notice(**notice) for notice in notices])  # type: ignore[arg-type]
