"""Batches as the text that PostgreSQL's COPY reads."""

from __future__ import annotations

from .checking import Batch
from .plain import Values

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(batch: Batch) -> bytes:
    """Lines for ``COPY table (row number, fields…) FROM STDIN`` in text format, UTF-8."""
    numbers = map(str, range(batch.first_row, batch.first_row + batch.rows))
    columns = map(_column, batch.columns)
    lines = map("\t".join, zip(numbers, *columns, strict=True))
    return ("\n".join(lines) + "\n").encode("utf-8")


def _column(values: Values) -> list[str]:
    written = "".join(filter(None, values))
    if any(letter in written for letter in "\\\t\n\r"):
        return [NULL if value is None else value.translate(_ESCAPES) for value in values]
    return [NULL if value is None else value for value in values]
