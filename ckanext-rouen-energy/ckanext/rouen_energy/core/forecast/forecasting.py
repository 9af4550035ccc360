"""The next twelve months, or why they are not shown: too few months, or no better than last year's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from ..impact.days import Weather
from ..impact.refusals import MONTHS
from ..spelling import percent, spelled
from .model import LEAST_MONTHS, Kind, Outlook, learn, look_ahead
from .months import YEAR, Months, degrees_of, first_day
from .scoring import Score, origin_of, score

#: What it learns from, and a year to hold it against.
LEAST_KNOWN = LEAST_MONTHS + YEAR

FEW_MONTHS = "few-months"
NOT_SCORED = "not-scored"
NO_BETTER = "no-better"

SENTENCES: Mapping[str, Mapping[str, str]] = {
    FEW_MONTHS: {
        "fr": "Pas de prévision : {found} mois connus, {required} exigés",
        "en": "No forecast: {found} known months, {required} required",
    },
    NOT_SCORED: {
        "fr": "Pas de prévision : trop de mois manquent pour l'éprouver sur douze mois mis de côté",
        "en": "No forecast: too many months are missing to try it on twelve months held back",
    },
    NO_BETTER: {
        "fr": "Pas de prévision : éprouvée sur {months} mois mis de côté, elle se trompe de {error} kWh par mois "
        "quand reprendre l'année précédente se trompe de {naive} kWh",
        "en": "No forecast: tried on {months} months held back, it is {error} kWh a month off "
        "when repeating the year before is {naive} kWh off",
    },
}
SHOWN: Mapping[str, str] = {
    "fr": "{first} – {last} : {kwh} kWh, entre {low} et {high} neuf fois sur dix. "
    "Sur {months} mois mis de côté, l'erreur est de {gain} plus petite qu'en reprenant l'année précédente",
    "en": "{first} – {last}: {kwh} kWh, between {low} and {high} nine times out of ten. "
    "On {months} months held back, the error is {gain} smaller than by repeating the year before",
}


@dataclass(frozen=True)
class MonthAhead:
    """kWh to expect of a month, and its 90 % interval."""

    month: date
    kwh: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """Twelve months to come and their sum, each with a 90 % interval; what the model follows; its score."""

    months: tuple[MonthAhead, ...]
    kwh: float
    low: float
    high: float
    kind: Kind
    score: Score

    def sentence(self, language: str) -> str:
        """The sum, its interval and the score in words, in `language` (fr or en), without a full stop."""
        said = SHOWN[language].format(
            first=_named(self.months[0].month, language),
            last=_named(self.months[-1].month, language),
            kwh=spelled(self.kwh, language),
            low=spelled(self.low, language),
            high=spelled(self.high, language),
            months=self.score.months,
            gain=percent(self.score.gain_percent, language),
        )
        return said[0].upper() + said[1:]


@dataclass(frozen=True)
class Hidden:
    """Why no forecast is shown: `found` known months; the score when there is one."""

    reason: str
    found: int
    score: Score | None = None

    def sentence(self, language: str) -> str:
        """The reason in words, in `language` (fr or en), without a full stop."""
        return SENTENCES[self.reason][language].format(
            found=self.found,
            required=LEAST_KNOWN,
            months=self.score.months if self.score else 0,
            error=spelled(self.score.error, language) if self.score else "",
            naive=spelled(self.score.naive_error, language) if self.score else "",
        )


def forecast(months: Months, weather: Weather | None = None) -> Forecast | Hidden:
    """The twelve months after the last known one; `weather` may be missing, then only the month of the year tells."""
    known = int((~np.isnan(months.kwh)).sum())
    if known < LEAST_KNOWN:
        return Hidden(FEW_MONTHS, known)
    degrees = degrees_of(weather) if weather else None
    origin = origin_of(months)
    months = Months(months.first, months.kwh[: origin - int(months.numbers[0])])
    found = score(months, degrees)
    fitted = learn(months, degrees)
    outlook = look_ahead(fitted, np.arange(origin, origin + YEAR), degrees) if fitted else None
    if found is None or fitted is None or outlook is None:
        return Hidden(NOT_SCORED, known, found)
    if not found.is_better:
        return Hidden(NO_BETTER, known, found)
    return _shown(outlook, origin, fitted.kind, found, floor=0.0 if np.nanmin(months.kwh) >= 0 else -math.inf)


def _named(month: date, language: str) -> str:
    return f"{MONTHS[language][month.month - 1]} {month.year}"


def _shown(outlook: Outlook, origin: int, kind: Kind, found: Score, floor: float) -> Forecast:
    """With intervals as wide as held-back months ask for; what never was below nothing is not foreseen below it."""
    half = found.widening * outlook.half_intervals
    half_total = found.total_widening * outlook.total_half_interval
    ahead = tuple(
        MonthAhead(first_day(origin + place), *(max(floor, float(value)) for value in (kwh, kwh - each, kwh + each)))
        for place, (kwh, each) in enumerate(zip(outlook.kwh, half, strict=True))
    )
    total = sum(one.kwh for one in ahead)
    return Forecast(ahead, total, max(floor, total - half_total), total + half_total, kind, found)
