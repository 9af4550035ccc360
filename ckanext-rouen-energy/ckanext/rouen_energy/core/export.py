"""Cells of the CSV files that this extension writes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ckanext.rouen_municipalities.core.spreadsheet_safety import harmless


def cell(value: Any) -> str:
    """A value as a French spreadsheet reads it: decimal comma, oui/non, text that cannot be a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float | Decimal):
        return plain(Decimal(str(value)))
    return harmless(str(value))


def plain(number: Decimal) -> str:
    """A number without exponent or useless zeros, with a decimal comma."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")
