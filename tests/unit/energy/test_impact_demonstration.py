"""The demonstration's renovation is found with its known size, and its stuck meters are no savings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from ckanext.rouen_energy.core.demonstration import truths
from ckanext.rouen_energy.core.demonstration.bills import ACTUAL, CREDIT_NOTE, bills
from ckanext.rouen_energy.core.demonstration.curves import CURVES, readings
from ckanext.rouen_energy.core.demonstration.use import between, daily, daily_without_works, use_of, uses
from ckanext.rouen_energy.core.demonstration.weather import weather
from ckanext.rouen_energy.core.impact.assessment import Assessment, Meter, assess, impact
from ckanext.rouen_energy.core.impact.bills import Bill, Climate, Site, indicative
from ckanext.rouen_energy.core.impact.crediting import net_of_credits
from ckanext.rouen_energy.core.impact.days import Days, Span, Weather
from ckanext.rouen_energy.core.impact.degree_days import METHODS
from ckanext.rouen_energy.core.impact.periods import Exclusion, around
from ckanext.rouen_energy.core.impact.refusals import NO_TEMPERATURE
from impact_data import FAR, days_of, span

WORKS = Span(truths.RENOVATION.first, truths.RENOVATION.end)
DECLARED = around(WORKS, FAR)
RENOVATED = (truths.RENOVATION.building, truths.RENOVATION.carrier)
USE = next(use for use in uses() if (use.building, use.carrier) == RENOVATED)


def climate() -> Weather:
    days = weather()
    return Weather(truths.FIRST, np.array([day.lowest for day in days]), np.array([day.highest for day in days]))


def read_by_day(meter: str) -> Meter:
    """What the curve of a meter says, its faults included."""
    (curve,) = [one for one in CURVES if one.meter == meter]
    sums: dict[date, float] = defaultdict(float)
    for reading in readings(curve):
        sums[reading.start.date()] += reading.value * (curve.minutes / 60000 if curve.unit == "W" else 1)
    return Meter(meter, days_of(sums))


def assessed(meter: str) -> Assessment:
    return assess(read_by_day(meter), climate(), DECLARED)


def known() -> float:
    """What the renovation saved in the year after, in percent."""
    year = (DECLARED.reporting.first, DECLARED.reporting.end)
    return 100 * (1 - between(daily(USE), *year) / between(daily_without_works(USE), *year))


def test_the_renovation_is_found_with_its_known_size():
    found = assessed(USE.meter)
    assert found.refusals == ()
    saving = found.saving.saving
    low, high = saving.interval_percent()
    print(f"renovation: {saving.percent:.2f} % ({low:.2f} to {high:.2f}), known {known():.2f} %")
    assert low <= known() <= high
    assert saving.percent == pytest.approx(known(), abs=1.0)
    assert high - low < 4
    assert saving.is_shown


def test_its_model_is_what_the_demonstration_was_made_from():
    found = assessed(USE.meter).baseline
    assert found.model.heating.balance_point == pytest.approx(truths.HEATED_BELOW, abs=0.5)
    assert found.model.cooling is None
    assert found.statistics.cv_rmse < 0.06


def test_the_meter_that_stopped_in_winter_is_refused_and_not_a_saving():
    (stopped, _) = truths.STUCK
    found = assessed(stopped.meter)
    assert found.saving is None
    assert found.reporting_days.stuck == (stopped.end - stopped.first).days
    assert {refusal.month for refusal in found.refusals} == {0, 1, 2, 3}


def test_had_it_counted_it_would_have_looked_like_a_saving():
    """The test of the test: what the stuck meter did not count is large."""
    (stopped, _) = truths.STUCK
    lost = between(daily(use_of(stopped.meter)), stopped.first, stopped.end)
    year = between(daily(use_of(stopped.meter)), DECLARED.reporting.first, DECLARED.reporting.end)
    assert lost > 0.2 * year


def test_the_meter_that_froze_for_two_weeks_is_seen():
    _, frozen = truths.STUCK
    # a year before and after the turn of 2025, whose curve begins in 2024
    found = assess(read_by_day(frozen.meter), climate(), around(span("2025-01-01", "2025-01-01"), FAR))
    assert found.reporting_days.stuck == (frozen.end - frozen.first).days
    assert [refusal.month for refusal in found.refusals] == [2]


def test_the_sum_counts_the_renovated_meter_and_names_the_one_that_it_does_not_count():
    found = impact(assessed(meter) for meter in ("DEMO-G-004", "DEMO-G-005", "DEMO-C-001"))
    assert [one.meter for one in found.counted] == ["DEMO-G-004", "DEMO-C-001"]
    assert [one.meter for one in found.refused] == ["DEMO-G-005"]
    assert found.saving.kwh == pytest.approx(sum(one.saving.saving.kwh for one in found.counted))


def test_a_baseline_in_the_closures_of_2020_is_refused_once_these_are_declared():
    museum = Meter("DEMO-E-003", Days(truths.FIRST, np.array(daily(use_of("DEMO-E-003")))))
    closures = tuple(
        Exclusion(Span(closure.first, closure.end), "fermeture sanitaire")
        for closure in truths.CLOSURES
        if "musée" in closure.types
    )
    found = assess(museum, climate(), around(span("2021-06-01", "2021-06-01"), FAR, closures))
    assert found.saving is None
    assert found.baseline_days.excluded == 202
    later = assess(museum, climate(), around(span("2023-01-01", "2023-01-01"), FAR, closures))
    assert later.saving is not None


# level 1, by the bills of the building


def site(use=USE) -> Site:
    issued = list(bills([use], truths.FIRST))
    actual, given_back = (
        [Bill(Span(each.first, each.end), float(each.kwh)) for each in issued if each.nature == nature]
        for nature in (ACTUAL, CREDIT_NOTE)
    )
    return Site(f"{use.building} {use.carrier}", net_of_credits(actual, given_back))


def degree_days(method="professional") -> Climate:
    return Climate(climate(), METHODS[method])


BEFORE, AFTER = span("2022-04-01", "2023-04-01"), span("2023-09-01", "2024-09-01")


@pytest.mark.parametrize("method", METHODS)
def test_its_bills_indicate_the_renovation_too(method):
    (found,) = indicative([site()], degree_days(method), BEFORE, AFTER).counted
    percent = 100 * (1 - found.used_kwh / found.expected_kwh)
    print(f"by bills, {method}: {percent:.1f} %, known {known():.1f} %")
    assert percent == pytest.approx(known(), abs=3.0)


def test_bills_of_years_in_which_nothing_was_done_indicate_next_to_nothing():
    sites = [site(use) for use in uses() if (use.building, use.carrier) != RENOVATED]
    percents = []
    for year in (2022, 2023, 2024):
        periods = [Span(date(first, 1, 1), date(first + 1, 1, 1)) for first in (year, year + 1)]
        found = indicative(sites, degree_days(), *periods)
        percents += [100 * (1 - one.used_kwh / one.expected_kwh) for one in found.counted]
        assert abs(found.percent) < 1
    print(f"by bills, nothing done: {min(percents):.1f} to {max(percents):.1f} % for {len(percents)} sites")
    assert len(percents) > 300
    assert max(abs(percent) for percent in percents) < 3


def test_a_credit_note_is_given_back_to_the_bills_that_have_its_days():
    january = Bill(span("2025-01-01", "2025-02-01"), 310.0)
    february = Bill(span("2025-02-01", "2025-03-01"), 310.0)
    credit = Bill(span("2025-01-22", "2025-02-11"), -100.0)
    assert [bill.kwh for bill in net_of_credits([january, february], [credit])] == [260.0, 260.0]
    elsewhere = Bill(span("2024-01-22", "2024-02-11"), -100.0)
    assert net_of_credits([january, february], [elsewhere]) == (january, february)


def test_annual_bills_need_a_declared_share_of_heating():
    def annual(share):
        yearly = tuple(Bill(year, kwh_of(year)) for year in (BEFORE, AFTER))
        return indicative([Site("annual", yearly, share)], degree_days(), BEFORE, AFTER)

    def kwh_of(year):
        return sum(bill.kwh for bill in site().bills if year.first <= bill.span.first < year.end)

    (left_out,) = annual(None).left_out
    assert [refusal.sentence("en") for refusal in left_out.refusals] == [
        "1 bill(s) in the baseline period, 6 required to estimate the share of heating, or a declared share"
    ]
    (found,) = annual(0.88).counted
    assert found.heating_share == pytest.approx(0.88)
    assert 100 * (1 - found.used_kwh / found.expected_kwh) == pytest.approx(known(), abs=3.0)


def test_the_perimeter_is_constant():
    gone = use_of("DEMO-G-052")
    found = indicative([site(), site(gone)], degree_days(), BEFORE, AFTER)
    assert [one.id for one in found.counted] == ["DEMO-004 gaz"]
    (left_out,) = found.left_out
    assert left_out.refusals[0].sentence("fr").startswith("83,8\N{NO-BREAK SPACE}% de la période de référence")
    assert found.percent == pytest.approx(known(), abs=3.0)


def test_electricity_without_heating_is_spread_by_day():
    month = timedelta(days=30)
    starts = [BEFORE.first + count * month for count in range(40)]
    flat = tuple(Bill(Span(day, day + month), 1500.0) for day in starts)
    (found,) = indicative([Site("flat", flat)], degree_days(), BEFORE, AFTER).counted
    assert (found.heating_share, found.cooling_share) == (0, 0)
    assert found.expected_kwh == pytest.approx(found.used_kwh)


def test_months_of_unknown_weather_do_not_count():
    known_days = climate()
    lowest = known_days.lowest.copy()
    first = (date(2022, 11, 5) - truths.FIRST).days
    lowest[first : first + 60] = np.nan
    found = indicative([site()], Climate(replace(known_days, lowest=lowest)), BEFORE, AFTER)
    assert found.counted == ()
    assert found.percent is None
    (refusal,) = found.left_out[0].refusals
    assert (refusal.rule, refusal.found) == (NO_TEMPERATURE, 60)


def test_nothing_billed_is_no_baseline():
    nothing = tuple(Bill(month.span, 0.0) for month in site().bills)
    (left_out,) = indicative([Site("empty", nothing)], degree_days(), BEFORE, AFTER).left_out
    assert left_out.refusals[0].sentence("fr") == "rien n'a été consommé dans la période de référence"
