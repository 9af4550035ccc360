"""Values whose form the checks of French schemas define (validata's ``custom_checks``)."""

from __future__ import annotations

import re

from .folding import fold

#: matters of the nomenclature ACTES, first level
MATTERS = (
    "commande publique",
    "urbanisme",
    "domaine et patrimoine",
    "fonction publique",
    "institutions et vie politique",
    "libertés publiques et pouvoirs de police",
    "finances locales",
    "domaines de compétences par thèmes",
    "autres domaines de compétences",
)
#: check of a national schema → format of the field that it names, when it has no parameter
FORMATS = {
    "french-siret-value": "siret",
    "siret": "siret",
    "french-siren-value": "siren",
    "siren": "siren",
    "nomenclature-actes-value": "actes",
    "nomenclature-acte": "actes",
}
YEAR_INTERVAL = "year-interval-value"

_FOLDED_MATTERS = frozenset(map(fold, MATTERS))
_YEAR = re.compile(r"[0-9]{4}")
_YEARS = re.compile(r"([0-9]{4})/([0-9]{4})")


def is_year_interval(text: str) -> bool:
    """Two years, the first before the second: ``2017/2018``."""
    years = _YEARS.fullmatch(text)
    return years is not None and int(years[1]) < int(years[2])


def is_year_or_interval(text: str) -> bool:
    """One year, or two."""
    return _YEAR.fullmatch(text) is not None or is_year_interval(text)


def is_matter(text: str) -> bool:
    """A matter of the nomenclature ACTES, an oblique without blanks around it, and the matter below."""
    matter, oblique, below = text.partition("/")
    blanks = matter != matter.strip() or below != below.strip()
    return bool(oblique and below) and not blanks and fold(matter) in _FOLDED_MATTERS
