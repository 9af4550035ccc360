"""The next twelve months of a building, or of all the buildings of an owner that are known without a gap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from ...core.forecast.forecasting import Forecast, Hidden, forecast
from ...core.forecast.model import Kind
from ...core.forecast.months import Months, first_day, months_of
from ...core.forecast.scoring import Score
from ...core.management import NO_MONTH
from ...core.monthly import together, totals
from ...store import sources
from ..language import language
from .holding import Held, held
from .words import building, frame, identity, kwh, said


def foreseen(owner: sources.Organization, building_id: str | None) -> dict[str, Any]:
    """The forecast; `rouen_energy_forecast` documents the keys. Raises ObjectNotFound."""
    known = held(owner.id)
    one = building(known, building_id) if building_id else None
    used, buildings = _used(known, building_id)
    answer = _answer(known, used) if used else _nothing()
    named = identity(one) if one else None
    return {**frame(owner, known), "building": named, "buildings": buildings, **answer}


def _used(known: Held, building_id: str | None) -> tuple[Mapping[date, float], int]:
    """kWh by month, and of how many buildings."""
    if building_id:
        return totals(known.months.get(building_id, ())), 1
    summed = together(known.totals)
    return summed.kwh, len(summed.buildings)


def _nothing() -> dict[str, Any]:
    return {
        **_figures(None),
        "known": [],
        "is_shown": False,
        "reason": NO_MONTH,
        "text": said(NO_MONTH),
        "score": None,
    }


def _answer(known: Held, used: Mapping[date, float]) -> dict[str, Any]:
    months = months_of(used)
    found = forecast(months, known.station.weather if known.station else None)
    return {
        **_figures(found if isinstance(found, Forecast) else None),
        "known": _known(months),
        "is_shown": isinstance(found, Forecast),
        "reason": found.reason if isinstance(found, Hidden) else None,
        "text": found.sentence(language()),
        "score": _score(found.score),
    }


def _figures(found: Forecast | None) -> dict[str, Any]:
    if found is None:
        return {"months": [], "kwh": None, "low": None, "high": None, "follows": None}
    months = [
        {"month": f"{one.month:%Y-%m}", "kwh": kwh(one.kwh), "low": kwh(one.low), "high": kwh(one.high)}
        for one in found.months
    ]
    figures = {"kwh": kwh(found.kwh), "low": kwh(found.low), "high": kwh(found.high)}
    return {"months": months, **figures, "follows": _follows(found.kind)}


def _follows(kind: Kind) -> dict[str, bool]:
    return {"month": kind.by_month, "heating": kind.heating, "cooling": kind.cooling}


def _known(months: Months) -> list[dict[str, Any]]:
    return [
        {"month": f"{first_day(int(number)):%Y-%m}", "kwh": None if np.isnan(value) else kwh(float(value))}
        for number, value in zip(months.numbers, months.kwh, strict=True)
    ]


def _score(score: Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
    return {
        "origins": score.origins,
        "months": score.months,
        "error": kwh(score.error),
        "naive_error": kwh(score.naive_error),
        "gain_percent": kwh(score.gain_percent),
        "inside_percent": kwh(100 * score.inside),
        "widening": round(score.widening, 3),
    }
