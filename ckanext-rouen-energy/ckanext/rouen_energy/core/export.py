"""Cells of the CSV files that this extension writes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

#: A text that begins with one of these is a formula to a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> str:
    """A value as a French spreadsheet reads it: decimal comma, oui/non, text that cannot be a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float | Decimal):
        return plain(Decimal(str(value)))
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(number: Decimal) -> str:
    """A number without exponent or useless zeros, with a decimal comma."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")
