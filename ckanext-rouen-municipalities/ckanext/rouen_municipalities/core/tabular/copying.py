"""Batches as the text that PostgreSQL's COPY reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from .checking import Batch
from .plain import Values

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(batch: Batch) -> bytes:
    """Lines for ``COPY table (row number, fields…) FROM STDIN`` in text format, UTF-8."""
    text = _plain(batch) or _lines(batch, map(_without_none if batch.is_plain else _escaped, batch.columns))
    return text.encode("utf-8")


def _plain(batch: Batch) -> str:
    """The lines when every value is there and written as it is; nothing otherwise."""
    try:
        text = _lines(batch, batch.columns)  # type: ignore[arg-type]
    except TypeError:  # joining tells that a value is None: faster than looking for it
        return ""
    if batch.is_plain:
        return text
    marks = batch.rows * len(batch.columns)
    has_others = "\\" in text or "\r" in text or text.count("\t") != marks or text.count("\n") != batch.rows
    return "" if has_others else text


def _lines(batch: Batch, columns: Iterable[Sequence[str]]) -> str:
    numbers = map(str, range(batch.first_row, batch.first_row + batch.rows))
    return "\n".join(map("\t".join, zip(numbers, *columns, strict=True))) + "\n"


def _escaped(values: Values) -> list[str]:
    written = "".join(filter(None, values))
    if any(letter in written for letter in "\\\t\n\r"):
        return [NULL if value is None else value.translate(_ESCAPES) for value in values]
    return _without_none(values)


def _without_none(values: Values) -> list[str]:
    """Values of which none has a special sign, as COPY reads them; most columns are full, or empty."""
    missing = values.count(None)
    if not missing:
        return cast(list[str], values)
    return [NULL] * missing if missing == len(values) else [NULL if value is None else value for value in values]
