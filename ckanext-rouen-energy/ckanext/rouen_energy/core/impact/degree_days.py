"""Degree-days from a day's lowest and highest temperature, by two methods that are never mixed.

Both need only Tn and Tx, which an officer loads. The professionals' method (COSTIC, Météo-France: «méthode des
professionnels de l'énergie») counts the part of a day below the base on days that cross it; the simple mean does not.
Cooling is the mirror image: degrees above the base.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from .days import Floats, Weather

#: °C: the base of the professionals' method.
BASE = 18.0


@dataclass(frozen=True)
class Method:
    """A way to count degree-days: `heating(tn, tx, base)` and its labels by language."""

    name: str
    labels: Mapping[str, str]
    heating: Callable[[Floats, Floats, float], Floats]

    def cooling(self, tn: Floats, tx: Floats, base: float = BASE) -> Floats:
        """Degrees above the base: those below it of the mirrored day."""
        return self.heating(-tx, -tn, -base)


def professional(tn: Floats, tx: Floats, base: float = BASE) -> Floats:
    """0 when Tn ≥ S; S − (Tn + Tx)/2 when Tx ≤ S; else (S − Tn)(0.08 + 0.42 (S − Tn)/(Tx − Tn)).

    NaN where a temperature is not known, or where Tn is above Tx.
    """
    below = base - tn
    width = np.where(tx > tn, tx - tn, 1.0)
    crossing = below * (0.08 + 0.42 * below / width)
    counted = np.where(tn >= base, 0.0, np.where(tx <= base, base - (tn + tx) / 2, crossing))
    return np.where(tn <= tx, counted, np.nan)


def simple_mean(tn: Floats, tx: Floats, base: float = BASE) -> Floats:
    """S − (Tn + Tx)/2 when that is above 0; NaN where a temperature is not known, or where Tn is above Tx."""
    return np.where(tn <= tx, np.maximum(base - (tn + tx) / 2, 0.0), np.nan)


PROFESSIONAL = Method(
    "professional",
    {"fr": "méthode des professionnels de l'énergie", "en": "energy professionals' method"},
    professional,
)
SIMPLE_MEAN = Method("simple-mean", {"fr": "moyenne simple (Tn + Tx)/2", "en": "simple mean (Tn + Tx)/2"}, simple_mean)
METHODS: Mapping[str, Method] = {method.name: method for method in (PROFESSIONAL, SIMPLE_MEAN)}


@dataclass(frozen=True)
class Month:
    """Degree-days of a month (its first day) by the name of the method; None when a day of it is not known."""

    month: date
    days: int
    heating: Mapping[str, float | None]
    cooling: Mapping[str, float | None]


def by_month(weather: Weather, base: float = BASE) -> tuple[Month, ...]:
    """Each month of the weather by both methods; the first and the last count when they are whole."""
    span = weather.mean.span
    days = np.datetime64(span.first, "D") + np.arange(span.length)
    months = days.astype("datetime64[M]")
    tn, tx = weather.lowest, weather.highest
    heating = {name: method.heating(tn, tx, base) for name, method in METHODS.items()}
    cooling = {name: method.cooling(tn, tx, base) for name, method in METHODS.items()}
    return tuple(
        Month(
            month.astype(object),
            int((inside := months == month).sum()),
            {name: _sum(values[inside], month) for name, values in heating.items()},
            {name: _sum(values[inside], month) for name, values in cooling.items()},
        )
        for month in np.unique(months)
    )


def _sum(values: Floats, month: np.datetime64) -> float | None:
    whole = int(((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(int))
    return None if len(values) < whole or np.isnan(values).any() else float(values.sum())
