"""Numbers as French offices write them: ``12 560,5``, ``1.234.567,8``, ``−3``."""

from __future__ import annotations

import re
from decimal import Decimal

from .cells import CellError

#: digits on either side of the decimal sign beyond which a number is not a measure
MAXIMUM_DIGITS = 40
MAXIMUM_CHARACTERS = 100
#: beyond this power of ten a number is not a measure either
MAXIMUM_EXPONENT = 30
BIGINT = (-(2**63), 2**63 - 1)

_MINUS = str.maketrans({"\u2212": "-"})
_GAPS = str.maketrans({" ": None, "\u00a0": None, "\u202f": None})

# 1234,5  1234.5  ,5  12 560,5 (one kind of space throughout)
_SPACED = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?P<gap>[ \u00a0\u202f])[0-9]{3}(?:(?P=gap)[0-9]{3})*|(?=[.,]))"
    r"(?:[.,](?P<fraction>[0-9]+))?"
    r"(?:[eE](?P<exponent>[+-]?[0-9]+))?"
)
# 1.234.567  1.234,5: a point separates thousands only where it cannot be the decimal sign
_POINTED = re.compile(
    r"(?P<sign>[+-]?)(?:"
    r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3}){2,})|"
    r"(?P<whole_before_comma>[0-9]{1,3}(?:\.[0-9]{3})+)(?=,))"
    r"(?:,(?P<fraction>[0-9]+))?"
)
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|infini)", re.IGNORECASE)
_WITH_UNIT = re.compile(r"[+-]?[0-9][0-9., \u00a0\u202f]*(?:%|€|\$|°|[^\W\d_][^\d]{0,15}|[^\W\d_]+[23²³]?)")


def read_number(text: str) -> str:
    """The decimal in ``text`` as PostgreSQL's numeric reads it; raises CellError."""
    if len(text) > MAXIMUM_CHARACTERS:
        raise CellError("number")
    candidate = text.translate(_MINUS)
    spaced = _SPACED.fullmatch(candidate)
    if spaced is not None:
        return _spaced(spaced)
    pointed = _POINTED.fullmatch(candidate)
    if pointed is not None:
        whole = (pointed["whole"] or pointed["whole_before_comma"]).replace(".", "")
        return _canonical(pointed["sign"], whole, pointed["fraction"])
    raise CellError(_reason(candidate))


def read_integer(text: str) -> str:
    """The whole number in ``text``, within 64 bits; raises CellError."""
    whole, _, fraction = read_number(text).partition(".")
    if fraction.strip("0"):
        raise CellError("integer-decimal")
    if not BIGINT[0] <= int(whole) <= BIGINT[1]:
        raise CellError("number-too-large")
    return whole


def _spaced(match: re.Match[str]) -> str:
    whole = match["whole"].translate(_GAPS)
    if match["exponent"] is None:
        return _canonical(match["sign"], whole, match["fraction"])
    if len(match["exponent"]) > len("-99") or abs(int(match["exponent"])) > MAXIMUM_EXPONENT:
        raise CellError("number-too-large")
    plain = _canonical(match["sign"], whole, match["fraction"])
    return format(Decimal(f"{plain}e{match['exponent']}"), "f")


def _canonical(sign: str, whole: str, fraction: str | None) -> str:
    if len(whole) > MAXIMUM_DIGITS or len(fraction or "") > MAXIMUM_DIGITS:
        raise CellError("number-too-large")
    digits = whole.lstrip("0") or "0"
    minus = "-" if sign == "-" else ""
    return f"{minus}{digits}.{fraction}" if fraction else f"{minus}{digits}"


def _reason(text: str) -> str:
    if _NOT_FINITE.fullmatch(text):
        return "number-not-finite"
    if _WITH_UNIT.fullmatch(text):
        return "number-with-unit"
    return "number"
