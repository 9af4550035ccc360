"""Greenhouse gases of a year: the part that has factors, with them; the part that has none, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ... import config
from ...core.indicators import Summary, number, share
from ...core.metering import carriers
from ...store.indicators.reading import Co2Group
from ..language import language
from . import words


def co2e(summary: Summary, groups: Sequence[Co2Group], cited: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """`co2e` of the dashboard; None when no carrier has a factor."""
    if not any(group.references for group in groups):
        return None
    covered = summary.sum_of("kwh_with_co2")
    part = share(covered, summary.total_kwh)
    return {
        "kg": number(summary.sum_of("co2_kg")),
        "kwh": number(covered),
        "share": None if part is None else number(part),
        "purpose": config.co2_purpose(),
        "network_content": config.network_content(),
        "factors": [_factor(row) for row in cited],
        "not_computed": not_computed(groups),
    }


def references(groups: Sequence[Co2Group]) -> set[str]:
    """The factors that buildings cite."""
    return {reference for group in groups for reference in group.references.split()}


def not_computed(groups: Sequence[Co2Group]) -> list[dict[str, Any]]:
    """kWh without a usable factor, by carrier and reason, the most first."""
    kwh: dict[tuple[str, str], Decimal] = {}
    for group in groups:
        for carrier, reason in pairs(group.reasons):
            kwh[carrier, reason] = kwh.get((carrier, reason), Decimal(0)) + group.by_carrier[carrier]
    ordered = sorted(kwh.items(), key=lambda item: (-item[1], item[0]))
    return [
        {
            "carrier": carrier,
            "label": carriers()[carrier].label(language()),
            "kwh": number(amount),
            "reason": reason,
            "text": words.no_factor(reason),
        }
        for (carrier, reason), amount in ordered
    ]


def pairs(reasons: str | None) -> list[tuple[str, str]]:
    """`carrier=reason;carrier=reason`, as the published column motif_co2e says it, in pairs."""
    parts = [part.partition("=") for part in (reasons or "").split(";") if part]
    return [(carrier, reason) for carrier, _, reason in parts]


def _factor(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "reference": row["reference"],
        "purpose": row["finalite"],
        "carrier": row["vecteur"],
        "label": carriers()[row["vecteur"]].label(language()),
        "network": row["reseau"] or None,
        "value": number(row["valeur"]),
        "unit": row["unite"],
        "heating_value": row["pouvoir_calorifique"] or None,
        "divisor": number(row["diviseur"]),
        "valid_from": _day(row["valable_du"]),
        "valid_until": _day(row["valable_au"]),
        "text": row["texte"],
        "text_date": _day(row["date_texte"]),
    }


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
