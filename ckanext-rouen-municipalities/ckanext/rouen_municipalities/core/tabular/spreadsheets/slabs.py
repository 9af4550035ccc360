"""The XML of an XLSX sheet cut between rows: each slab can be read alone, and no sheet is too long for the memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..cells import UNCOMPUTED
from ..issues import Issue, Refused
from .findings import error_text

_START = re.compile(rb"<((?:\w+:)?)sheetData\s*(/?)>")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_ROW = re.compile(rb"""<(?:\w+:)?row\b(?:[^<>]*?\br=["']([0-9]{1,7})["'])?""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\bhidden=["'](?:1|true)["'][^<>]*>""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']""")
#: a cell with an error: what precedes its kind, what follows up to its value, its value
_ERROR = re.compile(
    rb"""(<(?:\w+:)?c\b[^<>]*?\bt=)["']e["']([^<>]*>(?:(?!</?(?:\w+:)?[cv]\b).)*<(?:\w+:)?v\b[^<>]*>)([^<]*)""",
    re.DOTALL,
)
_TEXT_KIND = re.compile(rb"""\bt=["'](?:str|s|inlineStr)["']""")
_KIND = re.compile(rb"""\s+t=["'][^"']*["']""")
#: a cell with a formula: prefix, attributes, formula, value
_FORMULA = re.compile(
    rb"<((?:\w+:)?)c\b([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\b[^<>]*>([^<]*)</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
#: bytes of the beginning of an element, up to where it has said its number
_LONGEST_NAME = 1 << 10
#: what stands before the rows, and merged cells after them, are no longer than this
_LONGEST_EDGE = 1 << 24


@dataclass
class Seams:
    """Cuts the XML in ``chunks`` into slabs of about ``size`` bytes; what is not a row is in the attributes."""

    chunks: Iterable[bytes]
    size: int
    #: values of formulas are not yet computed
    awaits_computing: bool = False
    hidden_rows: int = 0
    first_hidden_row: int | None = None
    #: first and last cell of merged cells: (letters, row) twice
    merged: list[tuple[str, int, str, int]] = field(default_factory=list)

    def slabs(self) -> Iterator[bytes]:
        """Sheets of their own, in the order of the rows; raises Refused."""
        chunks = iter(self.chunks)
        head, rest, prefix = _head(chunks)
        self._prefix, self._may_quote_simply = prefix, b"'" in head
        foot = b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"
        searched, divisible = 0, True
        while (end := _end(rest, searched)) is None:
            searched = max(0, len(rest) - _LONGEST_NAME)
            cut = _last_row(rest, prefix) if divisible and len(rest) >= self.size else 0
            divisible = divisible and (not cut or _is_numbered(rest[:_LONGEST_NAME]))
            if cut and divisible:
                yield head + self._readable(rest[:cut]) + foot
                rest, searched = rest[cut:], 0
            chunk = next(chunks, None)
            if chunk is None:
                raise Refused(Issue("spreadsheet-damaged"))
            rest += chunk
        yield head + self._readable(rest[: end.start()]) + foot
        self._look_at_tail(rest[end.end() :], chunks)

    def _readable(self, rows: bytes) -> bytes:
        """The rows with errors, and formulas without a value, as texts: the reader would leave their cells empty."""
        if b"hidden=" in rows:
            self._count_hidden(rows)
        if b't="e"' in rows or (self._may_quote_simply and b"t='e'" in rows):
            rows = _ERROR.sub(_error, rows)
        if b"<" + self._prefix + b"f" in rows:
            rows = _FORMULA.sub(self._formula, rows)
        return rows

    def _formula(self, cell: re.Match[bytes]) -> bytes:
        prefix, attributes, formula, value = cell.groups()
        is_text = _TEXT_KIND.search(attributes) is not None
        if not self.awaits_computing and (value or is_text):
            return cell[0]
        mark = UNCOMPUTED.encode() + (formula or b"")
        opening = b"<" + prefix + b"c" + _KIND.sub(b"", attributes) + b' t="str"><' + prefix + b"v>"
        return opening + mark + b"</" + prefix + b"v></" + prefix + b"c>"

    def _count_hidden(self, rows: bytes) -> None:
        for row in _HIDDEN_ROW.findall(rows):
            number = _ROW.match(row)
            self.hidden_rows += 1
            if self.first_hidden_row is None and number and number[1]:
                self.first_hidden_row = int(number[1])

    def _look_at_tail(self, tail: bytes, chunks: Iterator[bytes]) -> None:
        for chunk in chunks:
            if len(tail) + len(chunk) > _LONGEST_EDGE:
                break
            tail += chunk
        for found in _MERGED.finditer(tail):
            self.merged.append((found[1].decode(), int(found[2]), found[3].decode(), int(found[4])))


def _error(cell: re.Match[bytes]) -> bytes:
    """The error as the text that the spreadsheet shows."""
    name = error_text(cell[3].decode("utf-8", "replace").strip())
    return cell[1] + b'"str"' + cell[2] + name.encode()


def _head(chunks: Iterator[bytes]) -> tuple[bytes, bytes, bytes]:
    """What stands up to the first row, the beginning of the rows, and the prefix of names."""
    text = b""
    for chunk in chunks:
        text += chunk
        start = _START.search(text)
        if start is not None:
            head, prefix = text[: start.start()], start[1]
            opening = b"<" + prefix + b"sheetData>"
            rest = text[start.end() :]
            return head + opening, b"</" + prefix + b"sheetData>" + rest if start[2] else rest, prefix
        if len(text) > _LONGEST_EDGE:
            break
    raise Refused(Issue("spreadsheet-damaged"))


def _end(text: bytes, start: int) -> re.Match[bytes] | None:
    """The end of the rows, looked for from ``start``."""
    while (place := text.find(b"sheetData", start)) >= 0:
        found = _END.search(text, max(0, place - _LONGEST_NAME), place + _LONGEST_NAME)
        if found is not None:
            return found
        start = place + 1
    return None


def _last_row(text: bytes, prefix: bytes) -> int:
    """Where the last row begins, or 0."""
    return max(0, text.rfind(b"<" + prefix + b"row "), text.rfind(b"<" + prefix + b"row>"))


def _is_numbered(rows: bytes) -> bool:
    """Whether the first row says its number: then a slab does not depend on those before."""
    first = _ROW.search(rows)
    return first is not None and first[1] is not None
