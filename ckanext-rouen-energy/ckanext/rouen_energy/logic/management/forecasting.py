"""The next twelve months of a building, or of all the buildings of owners that are known without a gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any

import numpy as np

from ...core.forecast.forecasting import Forecast, Hidden, forecast
from ...core.forecast.model import Kind
from ...core.forecast.months import Months, first_day, months_of
from ...core.forecast.scoring import Score
from ...core.impact.periods import Exclusion
from ...core.indicators import BUILDING_MONTH, BUILDINGS, CONSUMPTION
from ...core.management import NO_MONTH, SENTENCES, TEMPERATURES
from ...core.monthly import own_totals, together
from ...core.spoken import spoken, words
from ...core.trajectory.climate import Station
from ...store import sources
from ..language import language
from . import keeping
from .holding import Held, held
from .keeping import ESTATE, FORECAST
from .words import building, frame, identity, kwh

#: Tables that a forecast rests on.
READ = (BUILDINGS, CONSUMPTION, BUILDING_MONTH, TEMPERATURES)
#: Sums over owners that are held at once.
_SUMS = 4


def of_owner(owner: sources.Organization, building_id: str | None) -> dict[str, Any]:
    """The forecast of an owner, or of one of its buildings; `rouen_energy_forecast` documents the keys.

    Raises ObjectNotFound.
    """
    known = held(owner.id)
    one = building(known, building_id) if building_id else None
    name = building_id or ESTATE
    found = keeping.one(known, FORECAST, name, lambda: forecast_of(known, name))
    return {**frame(owner, [known], READ), "building": identity(one) if one else None, **_public(found)}


def of_owners(owners: Sequence[sources.Organization]) -> dict[str, Any]:
    """The forecast of the buildings of several owners together."""
    each = [held(owner.id) for owner in owners]
    found = spoken(_of_owners(tuple(each)), language())
    return {**frame(None, each, READ), "building": None, **found}


def forecasts_of(known: Held) -> dict[str, Any]:
    """The forecast of each building of an owner, and under ESTATE that of all of them, in each language."""
    return {name: forecast_of(known, name) for name in (ESTATE, *known.named)}


def forecast_of(known: Held, name: str) -> dict[str, Any]:
    """The forecast of a building, or of ESTATE with what a sum with other owners takes."""
    if name:
        used, closed = own_totals(known.months.get(name, ())), known.closures(name)
        return {"buildings": 1, **_answer(used, closed, known.station)}
    return {**_sum(known.totals, known.station), "totals": _as_json(known.totals)}


@lru_cache(maxsize=_SUMS)
def _of_owners(each: tuple[Held, ...]) -> dict[str, Any]:
    used = {}
    for known in each:
        estate = keeping.one(known, FORECAST, ESTATE, partial(forecast_of, known, ESTATE))
        used |= {f"{known.asked.owner} {name}": months for name, months in _from_json(estate["totals"]).items()}
    return _sum(used, next((known.station for known in each if known.station), None))


def _sum(used: Mapping[str, Mapping[date, float]], weather: Station | None) -> dict[str, Any]:
    summed = together(used)
    return {"buildings": len(summed.buildings), **_answer(summed.kwh, (), weather)}


def _public(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "totals"}


def _as_json(used: Mapping[str, Mapping[date, float]]) -> dict[str, dict[str, float]]:
    return {name: {f"{month:%Y-%m-%d}": kwh for month, kwh in months.items()} for name, months in used.items()}


def _from_json(used: Mapping[str, Mapping[str, float]]) -> dict[str, dict[date, float]]:
    return {name: {date.fromisoformat(day): kwh for day, kwh in months.items()} for name, months in used.items()}


def _answer(used: Mapping[date, float], closed: Iterable[Exclusion], weather: Station | None) -> dict[str, Any]:
    if not used:
        return _nothing()
    months = months_of(used, closed)
    found = forecast(months, weather.weather if weather else None)
    return {
        **_figures(found if isinstance(found, Forecast) else None),
        "known": _known(months),
        "is_shown": isinstance(found, Forecast),
        "reason": found.reason if isinstance(found, Hidden) else None,
        "text": words(found.sentence),
        "score": _score(found.score),
    }


def _nothing() -> dict[str, Any]:
    return {
        **_figures(None),
        "known": [],
        "is_shown": False,
        "reason": NO_MONTH,
        "text": SENTENCES[NO_MONTH],
        "score": None,
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
