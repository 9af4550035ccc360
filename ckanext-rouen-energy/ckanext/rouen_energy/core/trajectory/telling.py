"""A path in words."""

from __future__ import annotations

from ..impact.refusals import MONTHS
from ..spelling import percent, spelled
from .path import PROPOSED, Path, SiteMilestone

_SINCE = {
    "fr": "{change} depuis l'année de référence ({month} {year}{origin}), {climate}",
    "en": "{change} since the reference year (from {month} {year}{origin}), {climate}",
}
_NOTHING = {"fr": "rien n'était consommé à la référence", "en": "nothing was used at the reference"}
_ORIGIN = {"fr": ", proposée par le portail", "en": ", proposed by the portal"}
_CLIMATE = {
    True: {"fr": "corrigé du climat", "en": "corrected for the climate"},
    False: {"fr": "sans correction du climat", "en": "not corrected for the climate"},
}


def changed(one: Path, language: str) -> str:
    """How far from its reference a building is, in `language` (fr or en), without a full stop."""
    if one.change_percent is None:
        return _NOTHING[language]
    begins = one.reference.months.first
    sign = "+" if one.change_percent > 0 else "\N{MINUS SIGN}"
    return _SINCE[language].format(
        change=sign + percent(abs(one.change_percent), language, 1),
        month=MONTHS[language][begins.month - 1],
        year=begins.year,
        origin=_ORIGIN[language] if one.origin == PROPOSED else "",
        climate=_CLIMATE[one.is_corrected][language],
    )


def distance(one: SiteMilestone, language: str) -> str:
    """How far the target of several buildings is, in `language` (fr or en), without a full stop."""
    target, left = spelled(one.target_kwh, language), spelled(abs(one.distance_kwh), language)
    is_reached = one.distance_kwh <= 0
    if language == "fr":
        rest = f" atteint, {left} kWh en dessous" if is_reached else f", il reste {left} kWh à économiser"
        return f"{one.year} : objectif de {target} kWh{rest}"
    rest = f" met, {left} kWh below" if is_reached else f", {left} kWh still to save"
    return f"{one.year}: target of {target} kWh{rest}"
