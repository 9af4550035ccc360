"""Codes stay text; what a spreadsheet does to them is recognised and named."""

from __future__ import annotations

import re
from collections.abc import Callable

from .cells import CellError

#: a code may have lost this many zeros in front
MAXIMUM_ZEROS = 8
SIREN_DIGITS = 9
SIRET_DIGITS = 14
#: La Poste's establishments follow a rule of their own: their digits sum to a multiple of five
LA_POSTE = "356000000"

_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,3}")
_DIGITS = re.compile(r"[0-9]+")
_WITH_DECIMALS = re.compile(r"([0-9]+)[.,]0+")

Accepts = Callable[[str], bool]


def read_code(text: str) -> str:
    """A code as it is written; ``2,00023E+13`` is a code that a spreadsheet has destroyed."""
    if _SCIENTIFIC.fullmatch(text):
        raise CellError("code-scientific")
    return text


def damage(text: str, accepts: Accepts) -> CellError | None:
    """What a spreadsheet did to a refused code, when undoing it gives an accepted one."""
    decimals = _WITH_DECIMALS.fullmatch(text)
    if decimals and accepts(decimals[1]):
        return CellError("code-decimal", decimals[1])
    restored = _with_zeros(text, accepts)
    return CellError("leading-zero-lost", restored) if restored else None


def is_siren(text: str) -> bool:
    """Nine digits whose Luhn key is right."""
    return _is_digits(text, SIREN_DIGITS) and _luhn(text)


def is_siret(text: str) -> bool:
    """Fourteen digits whose Luhn key is right."""
    if not _is_digits(text, SIRET_DIGITS):
        return False
    if text.startswith(LA_POSTE) and sum(map(int, text)) % 5 == 0:
        return True
    return _luhn(text)


def _with_zeros(text: str, accepts: Accepts) -> str:
    # a SIREN is no SIRET that has lost its zeros, though both keys are right
    if _DIGITS.fullmatch(text) is None or is_siren(text):
        return ""
    candidates = ("0" * count + text for count in range(1, MAXIMUM_ZEROS + 1))
    return next(filter(accepts, candidates), "")


def _is_digits(text: str, count: int) -> bool:
    return len(text) == count and _DIGITS.fullmatch(text) is not None


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0
