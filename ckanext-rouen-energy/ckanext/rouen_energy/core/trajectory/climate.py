"""What the weather explains of twelve months: heating and cooling alone, brought to normal degree-days by a ratio.

Order of 10 April 2020, article 5, as amended on 13 April 2022: Q × (normal degree-days ÷ those of the period) on what
heats, the same with summer's on what cools, nothing on the rest; degree-days by the professionals' method, normal ones
the mean of 2001–2020. The platform knows its stations and a base by activity; here it is the temperatures that were
loaded and one base: a preparation, which the platform computes again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from ..impact.bills import Climate as BillClimate
from ..impact.days import Days, Span, Weather
from ..impact.degree_days import BASE, PROFESSIONAL
from .consumption import ZERO, TwelveMonths
from .rules import Rules, rules

NO_TEMPERATURES = "no-temperatures"
NO_NORMAL = "no-normal"
NO_SHARES = "no-shares"
SHARES_ABOVE_ONE = "shares-above-one"

SENTENCES: Mapping[str, Mapping[str, str]] = {
    NO_TEMPERATURES: {
        "fr": "non corrigé du climat : les températures de la période manquent",
        "en": "not corrected for the climate: temperatures of the period are missing",
    },
    NO_NORMAL: {
        "fr": "non corrigé du climat : aucune année entière de températures",
        "en": "not corrected for the climate: no whole year of temperatures",
    },
    NO_SHARES: {
        "fr": "non corrigé du climat : la part du chauffage et du refroidissement n'est pas connue",
        "en": "not corrected for the climate: the shares of heating and cooling are not known",
    },
    SHARES_ABOVE_ONE: {
        "fr": "non corrigé du climat : les parts déclarées du chauffage et du refroidissement font plus de 1",
        "en": "not corrected for the climate: the declared shares of heating and cooling make more than 1",
    },
}


@dataclass(frozen=True)
class Degrees:
    """Degree-days of twelve months."""

    heating: Decimal
    cooling: Decimal


@dataclass(frozen=True)
class Normal:
    """Mean degree-days of whole years; `is_official` when these are all the years of the text."""

    degrees: Degrees
    years: tuple[int, ...]
    is_official: bool


@dataclass(frozen=True)
class Shares:
    """Parts (0 to 1) of each carrier's kWh that heat and that cool; `estimated` when bills told them, not an officer.

    Raises ValueError for a part outside 0 to 1, or two that make more than a whole.
    """

    heating: Mapping[str, Decimal]
    cooling: Mapping[str, Decimal] = field(default_factory=dict)
    estimated: bool = False

    def __post_init__(self) -> None:
        for carrier in {*self.heating, *self.cooling}:
            parts = self.heating.get(carrier, ZERO), self.cooling.get(carrier, ZERO)
            if min(parts) < 0 or sum(parts) > 1:
                raise ValueError(f"{carrier}: parts of a carrier are between 0 and 1, and make 1 at most")


@dataclass(frozen=True, eq=False)
class Station:
    """The weather of a place, with what is made of it once for all its buildings."""

    weather: Weather
    normal: Normal | None
    bills: BillClimate


@dataclass(frozen=True)
class Climate:
    """What a correction needs; None for what is not known. `refused` says why what was declared cannot be used."""

    station: Station | None = None
    shares: Shares | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Corrected:
    """Regulatory kWh brought to normal weather, of so much heating and cooling, with the degree-days of both."""

    kwh: Decimal
    heating_kwh: Decimal
    cooling_kwh: Decimal
    degrees: Degrees
    normal: Normal


@dataclass(frozen=True)
class NotCorrected:
    """Why the weather was not taken out: a key of SENTENCES."""

    reason: str

    def sentence(self, language: str) -> str:
        """The reason in words, without a capital nor a full stop."""
        return SENTENCES[self.reason][language]


def station(weather: Weather, held: Rules | None = None) -> Station:
    """The station of this weather."""
    return Station(weather, normal(weather, held), BillClimate(weather))


def degrees(weather: Weather, span: Span) -> Degrees | None:
    """Degree-days of a period; None when a day of it is not known."""
    tn, tx = (Days(weather.first, values).within(span) for values in (weather.lowest, weather.highest))
    heating, cooling = float(PROFESSIONAL.heating(tn, tx, BASE).sum()), float(PROFESSIONAL.cooling(tn, tx).sum())
    if np.isnan(heating) or np.isnan(cooling):
        return None
    return Degrees(_decimal(heating), _decimal(cooling))


def normal(weather: Weather, held: Rules | None = None) -> Normal | None:
    """The mean of the text's years when all are loaded, else of every whole year that is; None without any."""
    official = (held or rules()).normal_years
    span = Days(weather.first, weather.lowest).span
    known = {year: degrees(weather, _year(year)) for year in range(span.first.year, span.end.year + 1)}
    whole = {year: one for year, one in known.items() if one}
    if not whole:
        return None
    is_official = all(year in whole for year in official)
    years = tuple(official) if is_official else tuple(whole)
    return Normal(_mean([whole[year] for year in years]), years, is_official)


def correct(months: TwelveMonths, climate: Climate) -> Corrected | NotCorrected:
    """Twelve months brought to normal weather."""
    found = degrees(climate.station.weather, months.span) if climate.station else None
    if climate.station is None or found is None:
        return NotCorrected(NO_TEMPERATURES)
    if climate.station.normal is None:
        return NotCorrected(NO_NORMAL)
    if climate.shares is None:
        return NotCorrected(climate.refused or NO_SHARES)
    return brought_to(months, climate.shares, found, climate.station.normal)


def brought_to(months: TwelveMonths, shares: Shares, found: Degrees, usual: Normal) -> Corrected:
    """The same months with `usual` degree-days instead of `found`; where there were none, nothing is scaled."""
    heating, cooling = _part(months, shares.heating), _part(months, shares.cooling)
    total = sum(months.regulatory.values(), ZERO)
    kwh = (
        total
        + heating * (_ratio(usual.degrees.heating, found.heating) - 1)
        + cooling * (_ratio(usual.degrees.cooling, found.cooling) - 1)
    )
    return Corrected(kwh, heating, cooling, found, usual)


def _part(months: TwelveMonths, shares: Mapping[str, Decimal]) -> Decimal:
    return sum((kwh * shares.get(carrier, ZERO) for carrier, kwh in months.regulatory.items()), ZERO)


def _ratio(usual: Decimal, found: Decimal) -> Decimal:
    return usual / found if found > 0 else Decimal(1)


def _mean(years: Sequence[Degrees]) -> Degrees:
    count = len(years)
    return Degrees(sum((one.heating for one in years), ZERO) / count, sum((one.cooling for one in years), ZERO) / count)


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def _decimal(value: float) -> Decimal:
    """To the tenth of a degree-day: temperatures are measured to the tenth."""
    return Decimal(f"{value:.1f}")
