"""How a file is written: separator, quote, and the line on which its header stands."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from .cells import BLANKS
from .encoding import Encoding
from .folding import fold
from .header import HEADER_SEARCH, known_names
from .issues import Issue, Refused
from .limits import Limits
from .opening import SEPARATORS, Source
from .profile import Profile
from .reading import Block, lines_from
from .spreadsheets.exchange import LINE_BREAK, SEPARATOR

#: bytes read at a time where only a header is wanted
HEADER_BLOCK = 1 << 16
#: a line of nothing else is blank
_BLANK = BLANKS + "".join(SEPARATORS) + SEPARATOR


@dataclass(frozen=True)
class Dialect:
    """All that is needed to cut a file into rows; lines count from 1."""

    encoding: Encoding
    separator: str
    quote: str
    header_line: int
    first_data_line: int
    header: tuple[str, ...]
    preamble: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    separator: str
    quote: str
    line: int
    cells: tuple[str, ...]
    lines: int
    score: int


def detect_dialect(source: Source, profile: Profile, limits: Limits) -> Dialect:
    """The dialect under which the header says most of what ``profile`` expects; raises Refused."""
    first = next(source.blocks(limits.batch_characters), None)
    lines = first.text.split("\n")[:-1] if first else []
    best = _best(lines, source, profile)
    if best is None:
        raise Refused(Issue("file-empty"))
    above = lines[: best.line]
    return Dialect(
        encoding=source.encoding,
        separator=best.separator,
        quote=best.quote,
        header_line=best.line + 1,
        first_data_line=best.line + 1 + best.lines,
        header=as_written(best.cells),
        preamble=tuple(source.shown(line) for line in above),
    )


def known_dialect(source: Source, separator: str, quote: str, header_line: int) -> Dialect:
    """The dialect of a file whose header has been found before."""
    lines = lines_from(source.blocks(HEADER_BLOCK), header_line)
    reader = csv.reader(_lines(lines), delimiter=separator, quotechar=quote)
    header = next(reader, [])
    return Dialect(source.encoding, separator, quote, header_line, header_line + reader.line_num, as_written(header))


def as_written(header: Sequence[str]) -> tuple[str, ...]:
    """The titles with the line breaks that a sheet's text has not."""
    return tuple(title.replace(LINE_BREAK, "\n") for title in header)


def _best(lines: list[str], source: Source, profile: Profile) -> _Candidate | None:
    names = known_names(profile)
    candidates = [
        candidate
        for rank in _places(lines, profile.hints.preamble)
        for quote in source.quotes
        for separator in source.separators
        if (candidate := _candidate(lines, rank, separator, quote, names)) is not None
    ]
    if not candidates:
        return None
    best = max(candidates, key=lambda candidate: candidate.score)
    return best if best.score else _widest(candidates)


def _widest(candidates: list[_Candidate]) -> _Candidate:
    """Nothing matches: the first line, cut where it gives most cells."""
    first = candidates[0].line
    return max((c for c in candidates if c.line == first), key=lambda c: len(c.cells))


def _places(lines: list[str], declared: int | None) -> list[int]:
    """Ranks of lines where the header may stand, the declared one first."""
    usual = list(islice((rank for rank, line in enumerate(lines) if line.strip(_BLANK)), HEADER_SEARCH))
    if declared is None or declared >= len(lines):
        return usual
    return [declared, *(rank for rank in usual if rank != declared)]


def _candidate(lines: list[str], rank: int, separator: str, quote: str, names: dict[str, str]) -> _Candidate | None:
    reader = csv.reader(_from(lines, rank), delimiter=separator, quotechar=quote)
    try:
        cells = next(reader, [])
    except csv.Error:
        return None
    found = {names[folded] for cell in cells if (folded := fold(cell)) in names}
    return _Candidate(separator, quote, rank, tuple(cells), reader.line_num, len(found))


def _lines(parts: Iterator[Block]) -> Iterator[str]:
    return (f"{line}\n" for block in parts for line in block.text.split("\n"))


def _from(lines: list[str], rank: int) -> Iterator[str]:
    return (f"{line}\n" for line in lines[rank:])
