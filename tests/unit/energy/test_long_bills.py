"""A bill of many months comes as equal ones: they are put together again, and no tool takes them for months read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from ckanext.rouen_energy.core.comparison.drift import drifts
from ckanext.rouen_energy.core.forecast.forecasting import Hidden, forecast
from ckanext.rouen_energy.core.forecast.months import first_day, months_of, number_of
from ckanext.rouen_energy.core.impact.bills import Climate as BillClimate
from ckanext.rouen_energy.core.impact.days import Span
from ckanext.rouen_energy.core.monthly import Month, carriers_of, own_totals, totals, uses, whole_years
from ckanext.rouen_energy.core.saved import Billed, assessed
from ckanext.rouen_energy.core.saved import Known as Held
from ckanext.rouen_energy.core.trajectory.climate import Climate, station
from ckanext.rouen_energy.core.trajectory.path import Known, path
from ckanext.rouen_energy.core.works import WORKS, Declared
from impact_data import heated, made_weather

WEATHER = made_weather(np.random.default_rng(8), 10, date(2015, 1, 1))
KWH = heated(WEATHER.mean.values)
GAS = "gaz"


def used(span: Span) -> float:
    first = (span.first - WEATHER.first).days
    return float(KWH[first : first + span.length].sum())


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number + 1, 1, 1))


def every(count: int, span: Span, origin: str = "factures", carrier: str = GAS) -> list[Month]:
    """The months of a period as the tables say them of bills of `count` months each, to the Wh."""
    found = []
    for start in range(number_of(span.first), number_of(span.end), count):
        bill = Span(first_day(start), first_day(start + count))
        for number in range(start, start + count):
            days = (first_day(number + 1) - first_day(number)).days
            kwh = Decimal(repr(round(used(bill) * days / bill.length, 3)))
            found.append(Month(first_day(number), carrier, kwh, days, Decimal(0), origin))
    return found


TWO, TODAY = Span(date(2016, 1, 1), date(2018, 1, 1)), Span(date(2022, 1, 1), date(2024, 1, 1))


@pytest.mark.parametrize(("count", "periods"), [(1, 24), (2, 24), (3, 8), (6, 4), (12, 2)])
def test_pieces_of_a_bill_of_more_than_two_months_are_put_together_and_no_kwh_is_lost(count, periods):
    found = uses(every(count, TWO))
    assert len(found) == periods
    assert float(sum(use.kwh for use in found)) == pytest.approx(used(TWO), abs=0.05)


def test_a_bill_that_begins_within_a_month_is_put_together_but_for_the_month_that_two_bills_share():
    months = every(12, year(2016))
    shared = Month(months[5].month, GAS, months[5].kwh + 1, months[5].days_covered, Decimal(0), "factures")
    assert [use.span.length for use in uses([*months[:5], shared, *months[6:]])] == [152, 30, 184]


def test_a_summer_without_gas_is_no_long_bill():
    none = [Month(one.month, GAS, Decimal(0), one.days_covered, Decimal(0), "factures") for one in every(1, year(2016))]
    assert len(uses(none)) == 12


def test_equal_months_that_a_meter_was_read_for_are_months():
    assert len(uses(every(12, year(2016), origin="relevés"))) == 12


def test_months_of_one_rate_with_a_gap_between_are_not_of_one_bill():
    months = every(12, year(2016))
    assert len(uses([*months[:2], *months[3:5]])) == 4


def test_a_year_of_one_bill_is_a_whole_year_all_the_same():
    assert whole_years(every(12, TWO)) == [2016, 2017]


def test_a_building_that_never_changed_is_not_corrected_by_shares_that_its_annual_bills_cannot_tell():
    months = [*every(12, TWO), *every(12, TODAY)]
    found = path(Known(uses(months), climate=Climate(station(WEATHER))))
    assert not found.is_corrected
    assert found.current.climate.reason == "no-shares"


def test_an_annual_reference_heats_as_the_monthly_bills_of_today_do():
    months = [*every(12, TWO), *every(1, TODAY)]
    found = path(Known(uses(months), climate=Climate(station(WEATHER))))
    assert found.is_corrected
    assert found.reference.climate.heating_kwh > 0


def test_a_cold_year_of_one_bill_is_no_drift():
    climate = BillClimate(WEATHER)
    asked = {count: carriers_of("A", every(count, Span(date(2020, 1, 1), date(2022, 1, 1)))) for count in (1, 12)}
    (told,) = drifts(asked[1], climate, year(2020), year(2021))
    assert abs(told.percent) < 1
    assert drifts(asked[12], climate, year(2020), year(2021)) == []
    (plain,) = drifts(asked[12], None, year(2020), year(2021))
    assert not plain.is_corrected


def test_a_closure_takes_the_whole_of_a_long_bill():
    closed = [Span(date(2016, 7, 1), date(2016, 7, 15))]
    assert carriers_of("A", every(12, year(2016)), closed) == []


def test_no_forecast_is_made_of_annual_bills():
    annual = every(12, Span(date(2015, 1, 1), date(2023, 1, 1)))
    assert own_totals(annual) == {}
    found = forecast(months_of(own_totals([*annual, *every(1, year(2023))])), WEATHER)
    assert (type(found), found.found) == (Hidden, 12)


def test_a_total_of_which_one_carrier_is_billed_by_the_year_is_no_months_own():
    months = [*every(12, year(2016)), *every(1, TWO, carrier="électricité"), *every(1, year(2017))]
    assert len(totals(months)) == 24
    assert [month.year for month in own_totals(months)] == [2017] * 12


@pytest.mark.parametrize(("share", "level", "rules"), [(None, None, ["few-bills"]), (0.5, "indicative", [])])
def test_works_of_a_building_billed_by_the_year_need_the_share_that_heats(share, level, rules):
    """Also when its bills are known by the months that were published of them."""
    days = Span(date(2019, 4, 1), date(2019, 7, 1))
    insulation = Declared("a", "metropole", "B1", WORKS, days, "Isolation", heating_share=share)
    months = every(12, Span(date(2017, 1, 1), date(2022, 1, 1)))
    bills = [Billed("B1", one.carrier, one.bills, ()) for one in carriers_of("B1", months)]
    told = assessed(insulation, Held([insulation], WEATHER, (), lambda building: bills)).found
    assert (told["level"], [one["rule"] for each in told["refused"] for one in each["reasons"]]) == (level, rules)
