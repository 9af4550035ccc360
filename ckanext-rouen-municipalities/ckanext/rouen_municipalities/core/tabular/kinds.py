"""What kind of column some values make: cautious, for whatever could be a code stays text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from . import codes, dates
from .folding import fold
from .guessing import reads
from .numbers import BIGINT, read_integer, read_number

_CODE_WORDS = frozenset(
    {
        "code", "codes", "cod", "id", "ids", "identifiant", "identifiants", "num", "numero", "no", "ref", "reference",
        "siret", "siren", "nic", "insee", "rna", "uai", "finess", "tel", "telephone", "telephones", "fax", "portable",
        "cp", "postal", "iban", "bic", "matricule", "pdl", "prm", "pce", "rnb", "cle", "key", "immatriculation",
        "parcelle", "section", "lot", "dossier",
    }
)  # fmt: skip
_QUANTITY_WORDS = frozenset(
    {
        "nb", "nbre", "nombre", "total", "totaux", "montant", "prix", "cout", "tarif", "surface", "superficie",
        "population", "effectif", "effectifs", "quantite", "capacite", "places", "latitude", "longitude", "lat", "lon",
        "lng", "altitude", "taux", "pourcentage", "age", "duree", "m2", "m3", "kwh", "mwh", "km", "kg", "tonnes",
        "hauteur", "largeur", "longueur", "distance", "volume", "debit", "puissance", "consommation", "inscrits",
        "votants", "voix",
    }
)  # fmt: skip
_YEARS = range(1900, 2101)
_DIGITS = re.compile(r"[0-9]+")
_ZERO_FIRST = re.compile(r"[+-]?0[0-9].*")
_PHONE = re.compile(r"(?:\+33 ?|0)[1-9](?:[ .-]?[0-9]{2}){4}")
_DECIMAL = re.compile(r".*[.,][0-9]+(?:[eE].*)?")
_TRUTHS = frozenset({"oui", "non", "vrai", "faux", "true", "false"})
#: digits beyond which numbers of one length are no quantities
_LONGEST_QUANTITY = 8
#: values that have to be right before a key is more than chance
_ENOUGH = 3


@dataclass(frozen=True)
class Kind:
    """The type of a field, what its descriptor says besides, and the reason in one word for ``reasons``."""

    type: str
    reason: str
    value: str = ""
    format: str = ""
    #: all values have so many characters, and it matters
    length: int | None = None

    def descriptor(self) -> dict[str, Any]:
        """The part of a field's descriptor that the kind decides."""
        found: dict[str, Any] = {"type": self.type}
        if self.format:
            found["format"] = self.format
        if self.length:
            found["constraints"] = {"minLength": self.length, "maxLength": self.length}
        return found


TEXT = Kind("string", "text")


def kind_of(title: str, values: Sequence[str]) -> Kind:
    """The kind of a column called ``title`` whose filled cells are ``values``."""
    if not values:
        return Kind("string", "empty")
    words = frozenset(re.split(r"[_\W]+", fold(title.replace("°", "o "))))
    for guess in (_truth, _moment, _identified, _year, _named, _coded, _number):
        if found := guess(words, values):
            return found
    return TEXT


def _truth(_words: frozenset[str], values: Sequence[str]) -> Kind | None:
    return Kind("boolean", "boolean") if set(map(fold, values)) <= _TRUTHS else None


def _moment(_words: frozenset[str], values: Sequence[str]) -> Kind | None:
    if _all(dates.read_date, values):
        return Kind("date", "date")
    if _all(partial(dates.read_datetime, timezone="Europe/Paris"), values):
        return Kind("datetime", "datetime")
    return Kind("yearmonth", "yearmonth") if _all(dates.read_yearmonth, values) else None


def _identified(words: frozenset[str], values: Sequence[str]) -> Kind | None:
    """SIRET and SIREN, by their keys."""
    for name, is_right in (("siret", codes.is_siret), ("siren", codes.is_siren)):
        enough = name in words or len(set(values)) >= _ENOUGH
        if enough and all(map(is_right, values)):
            return Kind("code", name, format=name)
    return None


def _year(words: frozenset[str], values: Sequence[str]) -> Kind | None:
    are_years = _all(dates.read_year, values) and all(int(value) in _YEARS for value in values)
    return Kind("year", "year") if are_years and not words & (_CODE_WORDS | _QUANTITY_WORDS) else None


def _named(words: frozenset[str], values: Sequence[str]) -> Kind | None:
    named = sorted(words & _CODE_WORDS)
    if not named or any(" " in value and not _PHONE.fullmatch(value) for value in values):
        return None
    return Kind("code", "code-name", named[0], length=_length(values))


def _coded(words: frozenset[str], values: Sequence[str]) -> Kind | None:
    """Digits that are no quantity: zeros in front, one length, phones."""
    if all(map(_PHONE.fullmatch, values)):
        return Kind("code", "code-phone")
    if any(map(_ZERO_FIRST.fullmatch, values)):
        digits = all(map(_DIGITS.fullmatch, values))
        return Kind("code", "code-zero", length=_length(values)) if digits else TEXT
    if not all(map(_DIGITS.fullmatch, values)):
        return None
    length = _length(values)
    is_quantity = length is not None and length <= _LONGEST_QUANTITY and words & _QUANTITY_WORDS
    if length is None or is_quantity:
        return None if max(map(int, values)) <= BIGINT[1] else Kind("code", "code-long")
    return Kind("code", "code-length", str(length), length=length)


def _number(_words: frozenset[str], values: Sequence[str]) -> Kind | None:
    if not _all(read_number, values):
        return None
    if any(map(_DECIMAL.fullmatch, values)):
        return Kind("number", "decimals")
    return Kind("integer", "integer") if _all(read_integer, values) else Kind("number", "number")


def _all(read: Callable[[str], str], values: Sequence[str]) -> bool:
    return all(reads(read, value) for value in values)


def _length(values: Sequence[str]) -> int | None:
    """The length that all values have, if they have one."""
    lengths = set(map(len, values))
    return lengths.pop() if len(lengths) == 1 else None
