"""Numbers within sentences, as each language writes them."""

from __future__ import annotations

from decimal import Decimal

#: Between thousands, and before a percent sign.
_NARROW = "\N{NARROW NO-BREAK SPACE}"


def spelled(value: Decimal | float, language: str, decimals: int = 0) -> str:
    """`12 560,5` in French, `12,560.5` in any other language."""
    words = f"{value:,.{decimals}f}"
    return words.replace(",", _NARROW).replace(".", ",") if language == "fr" else words


def percent(value: Decimal | float, language: str, decimals: int = 0) -> str:
    """A percentage (12.5 for 12.5 %) with its sign."""
    return spelled(value, language, decimals) + (f"{_NARROW}%" if language == "fr" else "%")


def change(value: Decimal | float, language: str, decimals: int = 1) -> str:
    """A percentage of change, with its sign: `+2,3 %`, `−15,4 %`."""
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return sign + percent(max(value, -value), language, decimals)
