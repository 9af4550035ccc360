"""What was found of works, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.rouen_municipalities.core.display import format_number

from .periods import FAULTS
from .refusals import Refusal
from .told import INDICATIVE, MEASURED

#: Why nothing is told of works, beside refusals of meters and faults of periods.
NO_WEATHER, NO_DATA = "no-weather", "no-data"

STRENGTHS: Mapping[str, Mapping[str, str]] = {
    MEASURED: {"fr": "mesurée", "en": "measured"},
    INDICATIVE: {"fr": "indicative", "en": "indicative"},
}

_REASONS: Mapping[str, Mapping[str, str]] = {
    **FAULTS,
    NO_WEATHER: {
        "fr": "Ce propriétaire ne publie aucune température quotidienne (modèle energy/temperatures).",
        "en": "This owner publishes no daily temperatures (profile energy/temperatures).",
    },
    NO_DATA: {
        "fr": "Aucun compteur relevé par jour et aucune facture de ce bâtiment.",
        "en": "No meter of this building is read by day, and no bill is known.",
    },
}
_SAVED: Mapping[str, str] = {
    "fr": "Les travaux ont économisé {percent} % ({kwh} kWh), entre {low} et {high} % à 90 %.",
    "en": "The works saved {percent}% ({kwh} kWh), between {low} and {high}% at 90%.",
}
_MORE: Mapping[str, str] = {
    "fr": "Après les travaux, {percent} % de plus ont été consommés ({kwh} kWh), entre {low} et {high} % à 90 %.",
    "en": "After the works {percent}% more was used ({kwh} kWh), between {low} and {high}% at 90%.",
}
_NOT_SHOWN: Mapping[str, str] = {
    "fr": "Aucune économie n'est démontrée : l'intervalle à 90 % va de {low} à {high} % et contient zéro.",
    "en": "No saving is shown: the 90% interval goes from {low} to {high}% and holds zero.",
}
_INDICATIVE: Mapping[str, str] = {
    "fr": "Indication, d'après les factures corrigées du climat : {percent} % économisés ({kwh} kWh), sans intervalle.",
    "en": "An indication, from bills corrected for the weather: {percent}% saved ({kwh} kWh), without an interval.",
}
_INDICATIVE_MORE: Mapping[str, str] = {
    "fr": "Indication, d'après les factures corrigées du climat : {percent} % de plus ({kwh} kWh), sans intervalle.",
    "en": "An indication, from bills corrected for the weather: {percent}% more ({kwh} kWh), without an interval.",
}
_NOTHING: Mapping[str, str] = {
    "fr": "Les données ne suffisent pas à dire une économie.",
    "en": "The data do not suffice to tell a saving.",
}


def sentence(figures: Mapping[str, Any], language: str) -> str:
    """What the figures of works say, in `language` (fr or en)."""
    if figures["level"] is None or figures["percent"] is None:
        return _NOTHING[language]
    if figures["level"] == INDICATIVE:
        words = _INDICATIVE_MORE if figures["kwh"] < 0 else _INDICATIVE
        return _said(words, language, abs(figures["percent"]), abs(figures["kwh"]))
    low, high = figures["interval"]
    if not figures["shown"]:
        return _said(_NOT_SHOWN, language, figures["percent"], figures["kwh"], low, high)
    if figures["kwh"] < 0:
        return _said(_MORE, language, -figures["percent"], -figures["kwh"], -high, -low)
    return _said(_SAVED, language, figures["percent"], figures["kwh"], low, high)


def reason(told: Mapping[str, Any], language: str) -> str:
    """Why something does not count, from what `told.reasons` kept of it."""
    if told["rule"] in _REASONS:
        return _REASONS[told["rule"]][language]
    return Refusal(**told).sentence(language)


def _said(words: Mapping[str, str], language: str, percent: float, kwh: float, *interval: float) -> str:
    bounds = dict(zip(("low", "high"), (format_number(bound, language, 1) for bound in interval), strict=False))
    told = words[language].format(
        percent=format_number(percent, language, 1), kwh=format_number(kwh, language, 0), **bounds
    )
    return told.replace(" %", "\N{NO-BREAK SPACE}%")
