"""What was found of works as plain values: what a job keeps, and what pages and programs are answered from.

Energies are kWh to the Wh, shares of use are percent to the hundredth. Nothing here depends on a language.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .assessment import Assessment, Impact
from .bills import Indicative
from .days import Span
from .refusals import Refusal
from .saving import Saving

MEASURED, INDICATIVE = "measured", "indicative"

#: Figures of works of which nothing can be told.
NOTHING: Mapping[str, Any] = {
    "level": None,
    "percent": None,
    "interval": None,
    "kwh": None,
    "interval_kwh": None,
    "expected_kwh": None,
    "used_kwh": None,
    "days": None,
    "shown": None,
}


def measured(saving: Saving) -> dict[str, Any]:
    """The figures of a saving that has an interval."""
    interval = saving.interval_percent()
    return {
        "level": MEASURED,
        **_figures(saving.expected_kwh, saving.used_kwh),
        "interval": [_percent(bound) for bound in interval] if interval else None,
        "interval_kwh": [_kwh(bound) for bound in saving.interval()],
        "days": saving.days,
        "shown": saving.is_shown,
    }


def indicative(expected_kwh: float, used_kwh: float) -> dict[str, Any]:
    """The figures of a saving on bills: without interval."""
    return {**NOTHING, "level": INDICATIVE, **_figures(expected_kwh, used_kwh)}


def counted_meters(impact: Impact, carriers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each meter that counts, its saving, its days and its model."""
    numbers = _numbers(carriers)
    return [_counted(one, carriers.get(one.meter, ""), numbers.get(one.meter)) for one in impact.counted]


def refused_meters(impact: Impact, carriers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each meter that does not, and why."""
    numbers = _numbers(carriers)
    return [
        {
            "id": one.meter,
            "carrier": carriers.get(one.meter, ""),
            "number": numbers.get(one.meter),
            "reasons": reasons(one.refusals),
        }
        for one in impact.refused
    ]


def counted_bills(found: Indicative) -> list[dict[str, Any]]:
    """Each carrier whose bills count."""
    return [
        {
            "id": None,
            "carrier": site.id,
            "number": None,
            "periods": {"baseline": span(site.baseline), "reporting": span(site.reporting)},
            **_figures(site.expected_kwh, site.used_kwh),
            "baseline_kwh": _kwh(site.baseline_kwh),
            "heating_share": round(site.heating_share, 4),
            "cooling_share": round(site.cooling_share, 4),
        }
        for site in found.counted
    ]


def refused_bills(found: Indicative) -> list[dict[str, Any]]:
    """Each carrier whose bills do not."""
    return [
        {"id": None, "carrier": site.id, "number": None, "reasons": reasons(site.refusals)} for site in found.left_out
    ]


def months(impact: Impact) -> list[dict[str, Any]]:
    """The saving of the meters that count, month by month."""
    return [
        {
            "month": f"{one.month:%Y-%m}",
            "expected_kwh": _kwh(one.expected_kwh),
            "used_kwh": _kwh(one.used_kwh),
            "kwh": _kwh(one.saved_kwh),
            "days": one.days,
        }
        for one in impact.months
    ]


def span(days: Span) -> list[str]:
    """First day and end (excluded)."""
    return [days.first.isoformat(), days.end.isoformat()]


def reasons(refusals: Iterable[Refusal]) -> list[dict[str, Any]]:
    """Refusals with their numbers."""
    return [asdict(one) for one in refusals]


def summed(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures of one level of several owners: nothing is known of what these have in common, so intervals add up."""
    if not parts:
        return dict(NOTHING)
    if len(parts) == 1:
        return dict(parts[0])
    expected, used = (sum(float(part[name]) for part in parts) for name in ("expected_kwh", "used_kwh"))
    found = {**NOTHING, "level": parts[0]["level"], **_figures(expected, used)}
    if parts[0]["level"] == MEASURED:
        low, high = (sum(float(part["interval_kwh"][side]) for part in parts) for side in (0, 1))
        found |= {"interval_kwh": [_kwh(low), _kwh(high)], "shown": low > 0 or high < 0}
        found["interval"] = [_percent(100 * low / expected), _percent(100 * high / expected)] if expected > 0 else None
    return found


def percent(value: float | None) -> float | None:
    """To the hundredth."""
    return None if value is None else _percent(value)


def _numbers(carriers: Mapping[str, str]) -> dict[str, int]:
    """Which meter of its carrier each is, from 1 on: what it is called where its name is not told."""
    names = sorted(carriers)
    return {
        name: 1 + sum(carriers[other] == carriers[name] for other in names[:rank]) for rank, name in enumerate(names)
    }


def _counted(one: Assessment, carrier: str, number: int | None) -> dict[str, Any]:
    told: dict[str, Any] = {"id": one.meter, "carrier": carrier, "number": number, "extrapolated": one.extrapolated}
    if one.saving:
        told |= measured(one.saving.saving)
        del told["level"]
    told["days"] = {"baseline": asdict(one.baseline_days), "reporting": asdict(one.reporting_days)}
    return told | (_model(one) if one.baseline else {})


def _model(one: Assessment) -> dict[str, Any]:
    if one.baseline is None:
        return {}
    found = one.baseline.statistics
    return {
        "parameters": found.parameters,
        "cv_rmse": round(found.cv_rmse, 4),
        "nmbe": round(found.nmbe, 6),
        "r2": round(found.r_squared, 4),
    }


def _figures(expected: float, used: float) -> dict[str, Any]:
    saved = expected - used
    return {
        "percent": _percent(100 * saved / expected) if expected > 0 else None,
        "kwh": _kwh(saved),
        "expected_kwh": _kwh(expected),
        "used_kwh": _kwh(used),
    }


def _kwh(value: float) -> float:
    return round(value, 3) if math.isfinite(value) else 0.0


def _percent(value: float) -> float:
    return round(value, 2)
