"""The public table of what works saved: a row per declaration, without any meter in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .method import FORMULA, FORMULA_VERSION
from .sentences import reason
from .told import INDICATIVE, MEASURED

PROFILE = "energy/impact"
FILE_NAME = "economies-des-travaux.csv"
RESOURCE_NAME = "Économies des travaux"
DESCRIPTION = f"{FORMULA['fr']}\n\nFormule {FORMULA_VERSION}. Les tables de compteurs ne sont pas publiques."

_LEVELS = {MEASURED: "mesuré", INDICATIVE: "indicatif", None: "refusé"}


def row(work: Mapping[str, Any], *, synthetic: bool) -> dict[str, Any]:
    """The row of one declaration, from what was found of it; columns in the order of the profile."""
    low, high = work["interval"] or (None, None)
    return {
        "id_travaux": work["id"],
        "id_batiment": work["building"],
        "travaux": work["text"],
        "debut": work["first"],
        "fin": work["end"],
        "niveau": _LEVELS[work["level"]],
        "vecteurs": " ; ".join(sorted({one["carrier"] for one in work["counted"] if one["carrier"]})) or None,
        "kwh_attendus": work["expected_kwh"],
        "kwh_consommes": work["used_kwh"],
        "kwh_economises": work["kwh"],
        "pourcent": work["percent"],
        "pourcent_bas": low,
        "pourcent_haut": high,
        "jours": work["days"],
        **_periods(work["periods"]),
        "exclusions": " ; ".join(f"{one['first']} - {one['end']} : {one['reason']}" for one in work["exclusions"])
        or None,
        "compteurs_retenus": len(work["counted"]),
        "compteurs_refuses": len(work["refused"]),
        "motif": _why(work),
        "synthetique": synthetic,
    }


def _periods(periods: Mapping[str, list[str]] | None) -> dict[str, str | None]:
    nothing = (None, None)
    (first, end), (begins, ends) = ((periods[name] if periods else nothing) for name in ("baseline", "reporting"))
    return {"reference_debut": first, "reference_fin": end, "suivi_debut": begins, "suivi_fin": ends}


def _why(work: Mapping[str, Any]) -> str | None:
    said = [
        f"{one['carrier']} : {text}" if one["carrier"] else text
        for one in work["refused"]
        for text in [", ".join(reason(each, "fr") for each in one["reasons"])]
    ]
    return " ; ".join(said) or None
