"""A quick look at a sheet's bytes for what the reader of spreadsheets passes over in silence.

It gives an empty cell for ``#N/A`` or for a formula that was never computed, and glues words around a line break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import re2  # type: ignore[import-untyped]

_NO_VALUE = rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>|</(?:\w+:)?c>)"
_XLSX = rb"""t=["']e["']|(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*""" + _NO_VALUE
_ODS = (
    rb"""calcext:value-type="error"|>#[A-Z][A-Z0-9/_!?]*<|>Err:[0-9]{3}<"""
    rb"""|<text:(?:line-break|tab)\b|number-(?:rows|columns)-spanned="(?:[2-9]|1[0-9])"""
    rb"""|table:visibility="(?:collapse|filter)"|<table:table-cell[^<>]*table:formula=[^<>]*/>"""
)
_FORMULA = rb"<(?:\w+:)?f[\s>/]"
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\bhidden=["'](?:1|true)["'][^<>]*>""")
_ROW_NUMBER = re.compile(rb"""\br=["']([0-9]{1,7})["']""")


@dataclass
class Look:
    """What was seen in a part."""

    #: some cell has to be looked at with care
    suspicious: bool = False
    formulas: bool = False
    hidden_rows: int = 0
    first_hidden_row: int | None = None


def look_at_sheet(chunks: Iterable[bytes]) -> Look:
    """Look through the part of an XLSX sheet."""
    suspicious, formula = _compiled(_XLSX), _compiled(_FORMULA)
    seen = Look()
    for piece in _whole_elements(chunks):
        seen.suspicious = seen.suspicious or suspicious.search(piece) is not None
        seen.formulas = seen.formulas or formula.search(piece) is not None
        if b"hidden=" in piece:
            _count_hidden(piece, seen)
    return seen


def look_at_content(chunks: Iterable[bytes]) -> Look:
    """Look through the content of an ODS file, all its sheets."""
    suspicious = _compiled(_ODS)
    return Look(any(suspicious.search(piece) is not None for piece in _whole_elements(chunks)))


def _count_hidden(piece: bytes, seen: Look) -> None:
    rows = _HIDDEN_ROW.findall(piece)
    seen.hidden_rows += len(rows)
    number = _ROW_NUMBER.search(rows[0]) if rows else None
    if number and seen.first_hidden_row is None:
        seen.first_hidden_row = int(number[1])


def _whole_elements(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that end where a row begins, or at least an element."""
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        end = max(text.rfind(b"<row"), text.rfind(b":row"), text.rfind(b"<table:table-row"))
        end = end if end > 0 else text.rfind(b"<")
        end = end if end > 0 else len(text)
        yield text[:end]
        rest = text[end:]
    yield rest


def _compiled(pattern: bytes) -> re2._Regexp:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    return re2.compile(pattern, options)
