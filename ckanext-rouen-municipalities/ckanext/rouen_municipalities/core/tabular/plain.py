"""Whole columns read at once, where that gives exactly what reading cell by cell gives.

Each function returns ``None`` when it is not sure: then the cells are read one by one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from typing import cast

from .cells import LOST, UNCOMPUTED
from .patterns import Pattern, compiled
from .profile import Field
from .reader import SERIAL, comparable, missing_texts

Values = list[str | None]
ReadColumn = Callable[[list[str]], Values | None]

#: enough digits for any sum of numbers that ``numbers`` accepts
EXACT = Context(prec=200)

_GAPS = (" ", "\u00a0", "\u202f")
_GROUPS = "|".join(f"(?:{gap}[0-9]{{3}}){{1,5}}" for gap in _GAPS)
_INTEGER = rf"[-\u2212]?(?:0|[1-9][0-9]{{0,17}}|[1-9][0-9]{{0,2}}(?:{_GROUPS}))"
_NUMBER = rf"{_INTEGER}(?:[.,][0-9]{{1,18}})?"
#: what reading a number changes in it
_CANONICAL = ((",", "."), ("\u2212", "-"), *((gap, "") for gap in _GAPS))
_STAMP = (
    r"[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][+-](?:0[0-9]|1[0-3]):[0-5][0-9]"
)
#: how the errors of LibreOffice begin
ERROR = "Err:"
#: parts of texts that are looked at one by one
_SUSPICIOUS = (ERROR, LOST, UNCOMPUTED)
#: what no plain text begins or ends with, within the brackets of a pattern
BLANK = r"\t\n\r\f\v \x{a0}\x{2007}\x{202f}\x{2009}\x{feff}"
_TEXT = rf"[^#{BLANK}](?:[^\n]*[^{BLANK}])?"


def column_reader(field: Field, longest: int) -> ReadColumn | None:
    """The reader of whole columns of ``field``, when its type and constraints allow one."""
    constraints = field.constraints
    if constraints.enum or constraints.pattern or field.register or field.format not in ("", "excel", SERIAL):
        return None
    if field.type in ("integer", "number"):
        return _numbers(field)
    bounded = constraints.minimum is not None or constraints.maximum is not None
    if field.type == "datetime" and not bounded:
        return _stamps(field)
    if field.type in ("string", "code") and constraints.min_length is None:
        return _texts(field, min(longest, constraints.max_length or longest))
    return None


def exact_sum(values: Values) -> Decimal:
    """The sum of canonical numbers, without rounding."""
    try:
        return Decimal(sum(map(int, filter(None, values))))
    except ValueError:  # one of them is not whole; whole ones are summed three times as fast
        with localcontext(EXACT):
            return sum(map(Decimal, filter(None, values)), Decimal(0))


def or_none(cells: list[str]) -> Values:
    """``cells`` with ``None`` for the empty ones; most columns have none, or nothing else."""
    empty = cells.count("")
    if not empty:
        return cast(Values, cells)
    return [None] * empty if empty == len(cells) else [cell or None for cell in cells]


def _numbers(field: Field) -> ReadColumn | None:
    cell = _NUMBER if field.type == "number" else _INTEGER
    serves = _lines_of(cell)
    if _reads_as_value(field, cell):
        return None
    within = _bounds(field)

    def read(cells: list[str]) -> Values | None:
        text = _joined(cells)
        if text is None or not serves.matches(text):
            return None
        values = _without_blanks(field, _canonical(text, cells), text)
        return values if values is not None and within(values) else None

    return read


def _canonical(text: str, cells: list[str]) -> list[str]:
    """``cells``, which joined are ``text``, as PostgreSQL reads numbers."""
    changes = [change for change in _CANONICAL if change[0] in text]
    for written, canonical in changes:
        text = text.replace(written, canonical)
    return text[:-1].split("\n") if changes else cells


def plain_stamp(field: Field) -> str:
    """The pattern of the stamps that are given back as they are, or nothing where they may mean something else."""
    return "" if field.format not in ("", "excel", SERIAL) or _reads_as_value(field, _STAMP) else _STAMP


def _stamps(field: Field) -> ReadColumn | None:
    serves = _lines_of(_STAMP)
    if not plain_stamp(field):
        return None

    def read(cells: list[str]) -> Values | None:
        text = _joined(cells)
        return _without_blanks(field, cells, text) if text is not None and serves.matches(text) else None

    return read


def _texts(field: Field, longest: int) -> ReadColumn:
    serves = _lines_of(_TEXT)
    missing = missing_texts(field) - {""}
    suspicious = (*_SUSPICIOUS, "E+", "e+") if field.type == "code" else _SUSPICIOUS

    def read(cells: list[str]) -> Values | None:
        if missing and not missing.isdisjoint(cells):
            return None
        text = _joined(cells)
        if text is None or any(part in text for part in suspicious) or not serves.matches(text):
            return None
        if not none_longer(text, longest) and max(map(len, cells)) > longest:
            return None
        return _without_blanks(field, cells, text)

    return read


def _joined(cells: list[str]) -> str | None:
    """One cell per line, each ended; ``None`` when a cell has several lines itself."""
    if not cells:
        return None
    text = "\n".join(cells) + "\n"
    return text if text.count("\n") == len(cells) else None


def none_longer(text: str, longest: int) -> bool:
    """Whether each stretch of half that length ends a line: then certainly no line is longer."""
    half = max(1, longest // 2)
    return all(text.find("\n", start, start + half) >= 0 for start in range(0, len(text) - half, half))


def _lines_of(cell: str) -> Pattern:
    return compiled(f"(?:(?:{cell})?\\n)*")


def _reads_as_value(field: Field, cell: str) -> bool:
    """Whether a text that means "no value" in this field looks like a value."""
    pattern = compiled(cell)
    return any(pattern.matches(text) for text in missing_texts(field) if text)


def _without_blanks(field: Field, cells: list[str], text: str) -> Values | None:
    """Cells, which joined are ``text``, with ``None`` for the empty ones, if these may be."""
    if not text.startswith("\n") and "\n\n" not in text:
        return cast(Values, cells)
    if field.constraints.required or "" not in missing_texts(field):
        return None
    return or_none(cells)


def _bounds(field: Field) -> Callable[[Values], bool]:
    minimum, maximum = field.constraints.minimum, field.constraints.maximum
    if minimum is None and maximum is None:
        return lambda _: True
    least = None if minimum is None else comparable(field, minimum)
    most = None if maximum is None else comparable(field, maximum)

    def within(values: Values) -> bool:
        numbers = list(map(Decimal, filter(None, values)))
        if not numbers:
            return True
        return (least is None or min(numbers) >= least) and (most is None or max(numbers) <= most)

    return within
