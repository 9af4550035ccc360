"""Why bills tell no saving: each reason is what is wrong with them, and its numbers are true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from ckanext.rouen_energy.core.forecast.months import first_day, number_of
from ckanext.rouen_energy.core.impact.bills import Bill, Climate, Site, indicative
from ckanext.rouen_energy.core.impact.days import Span, Weather
from impact_data import heated, made_weather, span

WEATHER = made_weather(np.random.default_rng(3), 4, date(2020, 1, 1))
KWH = heated(WEATHER.mean.values)
BEFORE, AFTER = span("2020-01-01", "2021-01-01"), span("2022-01-01", "2023-01-01")


def rank(day: date) -> int:
    return (day - WEATHER.first).days


def billed(count: int, level: float = 1.0) -> tuple[Bill, ...]:
    """Bills of so many months each, from 2020 to 2022."""
    starts = range(number_of(BEFORE.first), number_of(AFTER.end), count)
    spans = [Span(first_day(start), first_day(start + count)) for start in starts]
    return tuple(Bill(one, level * float(KWH[rank(one.first) : rank(one.end)].sum())) for one in spans)


def without_temperatures(*days: date) -> Weather:
    lowest = WEATHER.lowest.copy()
    lowest[[rank(day) for day in days]] = np.nan
    return Weather(WEATHER.first, lowest, WEATHER.highest)


def refused(
    bills: Sequence[Bill], weather: Weather = WEATHER, share: float | None = None, after: Span = AFTER
) -> list[str]:
    found = indicative([Site("gaz", tuple(bills), share)], Climate(weather), BEFORE, after)
    return [one.sentence("fr") for site in found.left_out for one in site.refusals]


def test_a_day_without_temperature_in_an_annual_bill_is_named_and_nothing_else_is():
    hole = without_temperatures(date(2020, 7, 14))
    assert refused(billed(12), hole, share=0.7) == [
        "1 jour(s) sans température dans les factures de la période de référence"
    ]
    assert refused(billed(12), share=0.7) == []


def test_temperatures_that_begin_too_late_are_counted_by_the_days_that_lack():
    late = Weather(
        date(2020, 7, 1), WEATHER.lowest[rank(date(2020, 7, 1)) :], WEATHER.highest[rank(date(2020, 7, 1)) :]
    )
    assert refused(billed(1), late) == ["182 jour(s) sans température dans les factures de la période de référence"]


def test_a_month_without_temperatures_is_no_reason_when_the_others_suffice():
    assert refused(billed(1), without_temperatures(date(2022, 7, 14))) == []


def test_a_short_period_that_is_wholly_billed_is_short_not_badly_covered():
    assert refused(billed(1), after=span("2022-01-01", "2022-09-01")) == [
        "243 jours de la période de suivi couverts par des factures, une année en exige 329"
    ]


def test_the_share_that_is_told_is_that_of_the_period():
    half = [bill for bill in billed(1) if bill.span.first < date(2022, 5, 1)]
    assert refused(half, after=span("2022-01-01", "2022-09-01")) == [
        "49,4\N{NO-BREAK SPACE}% de la période de suivi couverts par des factures, 90\N{NO-BREAK SPACE}% exigés"
    ]


def test_nothing_was_used_only_when_bills_say_so():
    none = refused([bill for bill in billed(12) if bill.span.first >= AFTER.first], share=0.7)
    assert [said.split("\N{NO-BREAK SPACE}")[0] for said in none] == ["0,0"]
    assert refused(billed(12, level=0.0), share=0.7) == ["rien n'a été consommé dans la période de référence"]
