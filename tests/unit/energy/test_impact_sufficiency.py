"""What does not suffice is refused with its numbers; what is left out is left out by declaration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from ckanext.rouen_energy.core.impact import periods, refusals
from ckanext.rouen_energy.core.impact.assessment import Meter, assess, impact
from ckanext.rouen_energy.core.impact.days import Days, Span, months_of
from ckanext.rouen_energy.core.impact.periods import Declaration, Exclusion, around
from ckanext.rouen_energy.core.impact.refusals import Refusal
from ckanext.rouen_energy.core.impact.stuck import stuck
from hypothesis import given
from hypothesis import strategies as st
from impact_data import FAR, heated, made_weather, span

CHANCE = np.random.default_rng(21)
WEATHER = made_weather(CHANCE, 4)  # from 1 January 2021
KWH = heated(WEATHER.mean.values) + CHANCE.normal(0, 10, 4 * 365)
WORKS = span("2022-04-03", "2022-09-01")
DECLARED = around(WORKS, FAR)


def meter(*unknown: Span, kwh=KWH):
    values = kwh.copy()
    for gap in unknown:
        values[(gap.first - WEATHER.first).days : (gap.end - WEATHER.first).days] = np.nan
    return Meter("M-1", Days(WEATHER.first, values))


def rules(found):
    return [(refusal.rule, refusal.period, refusal.month) for refusal in found.refusals]


def test_two_whole_years_suffice():
    found = assess(meter(), WEATHER, DECLARED)
    assert found.refusals == ()
    assert (found.baseline_days.valid, found.reporting_days.valid) == (365, 365)
    assert found.saving is not None


def test_241_valid_days_are_refused_with_their_number():
    found = assess(meter(span("2021-06-01", "2021-10-03")), WEATHER, DECLARED)
    assert found.saving is None
    assert found.baseline_days.valid == 241
    assert found.baseline_days.not_read == 124
    first, *_ = found.refusals
    assert first == Refusal(refusals.DAYS, 241, 329, refusals.BASELINE)
    assert first.sentence("fr") == "241 jours valables dans la période de référence, 329 exigés"
    assert first.sentence("en") == "241 valid days in the baseline period, 329 required"


def test_329_days_suffice_and_328_do_not():
    """Three days of each month may be missing, 36 in all."""
    months = [span(f"2021-{month:02d}-10", f"2021-{month:02d}-13") for month in range(4, 13)]
    winter = [span(f"2022-{month:02d}-10", f"2022-{month:02d}-13") for month in (1, 3)]
    gaps = [*months, *winter, span("2022-02-10", "2022-02-12"), span("2021-05-20", "2021-05-21")]
    found = assess(meter(*gaps), WEATHER, DECLARED)
    assert found.baseline_days.valid == 329
    assert [rule for rule, *_ in rules(found)] == [refusals.MONTH]  # four days of May
    one_more = assess(meter(*gaps, span("2021-07-20", "2021-07-21")), WEATHER, DECLARED)
    assert one_more.baseline_days.valid == 328
    assert rules(one_more)[:2] == [(refusals.DAYS, refusals.BASELINE, 0), (refusals.COVERAGE, refusals.BASELINE, 0)]


def test_a_month_that_is_missing_is_named():
    found = assess(meter(span("2022-02-10", "2022-02-16")), WEATHER, DECLARED)
    assert rules(found) == [(refusals.MONTH, refusals.BASELINE, 2)]
    (refusal,) = found.refusals
    assert refusal.found == pytest.approx(22 / 28)
    assert refusal.sentence("fr").replace("\N{NO-BREAK SPACE}", "_") == (
        "78,6_% de jours valables en février dans la période de référence, 90_% exigés"
    )
    assert refusal.sentence("en") == "78.6% of the days of February in the baseline period are valid, 90% required"


def test_two_days_of_a_month_at_the_end_belong_to_its_days_at_the_beginning():
    found = assess(meter(span("2022-04-01", "2022-04-02")), WEATHER, DECLARED)
    assert found.refusals == ()


def test_a_time_after_the_works_that_is_too_short_is_refused():
    found = assess(meter(), WEATHER, around(WORKS, date(2023, 3, 1)))
    assert rules(found) == [(refusals.DAYS, refusals.REPORTING, 0)]
    assert found.refusals[0].found == 181


def test_days_without_temperature_do_not_count():
    unknown = replace(WEATHER, lowest=np.where(months_of(WEATHER.mean.span) == 7, np.nan, WEATHER.lowest))
    found = assess(meter(), unknown, DECLARED)
    assert found.baseline_days.no_temperature == 31
    assert (refusals.MONTH, refusals.BASELINE, 7) in rules(found)


def test_a_closure_is_left_out_by_declaration_and_never_silently():
    closed = KWH.copy()
    closure = span("2021-10-30", "2022-02-19")
    closed[(closure.first - WEATHER.first).days : (closure.end - WEATHER.first).days] *= 0.4
    silently = assess(meter(kwh=closed), WEATHER, DECLARED)
    assert silently.saving is not None
    assert silently.saving.saving.percent < -5
    told = replace(DECLARED, exclusions=(Exclusion(closure, "fermeture sanitaire"),))
    declared = assess(meter(kwh=closed), WEATHER, told)
    assert declared.baseline_days.excluded == closure.length
    assert declared.saving is None
    assert rules(declared)[0] == (refusals.DAYS, refusals.BASELINE, 0)


def test_a_few_days_left_out_leave_the_rest():
    flood, feast = span("2021-07-14", "2021-07-16"), span("2023-07-14", "2023-07-15")
    exclusions = (Exclusion(flood, "inondation"), Exclusion(feast, "fête"))
    found = assess(meter(), WEATHER, replace(DECLARED, exclusions=exclusions))
    assert (found.baseline_days.excluded, found.baseline_days.valid) == (2, 363)
    assert (found.reporting_days.excluded, found.reporting_days.valid) == (1, 364)
    assert found.saving.saving.days == 364


def test_days_colder_than_any_before_are_counted():
    colder = replace(WEATHER, lowest=WEATHER.lowest.copy())
    first = (date(2023, 1, 10) - WEATHER.first).days
    colder.lowest[first : first + 5] = -40.0
    assert assess(meter(), colder, DECLARED).extrapolated == assess(meter(), WEATHER, DECLARED).extrapolated + 5


def test_a_model_that_tells_little_is_refused():
    found = assess(meter(kwh=CHANCE.exponential(50, len(KWH))), WEATHER, DECLARED)
    assert rules(found) == [(refusals.CV_RMSE, refusals.BASELINE, 0)]
    assert found.baseline is not None
    assert found.refusals[0].sentence("fr").endswith("50\N{NO-BREAK SPACE}% au plus")


def test_a_meter_that_counted_nothing_is_refused():
    found = assess(meter(kwh=np.zeros(len(KWH))), WEATHER, DECLARED)
    assert rules(found) == [(refusals.NOTHING_USED, refusals.BASELINE, 0)]
    assert found.saving is None


def test_what_counts_and_what_does_not_are_both_told():
    meters = (meter(), meter(span("2021-06-01", "2021-10-03")))
    found = impact(assess(each, WEATHER, DECLARED) for each in meters)
    assert (len(found.counted), len(found.refused)) == (1, 1)
    assert found.saving is not None
    assert found.saving.variance == found.counted[0].saving.saving.variance
    assert impact([]).saving is None


@given(st.integers(0, 1459), st.integers(1, 400))
def test_every_day_has_one_reason(first, length):
    gap = Span(WEATHER.first + timedelta(days=first), WEATHER.first + timedelta(days=min(first + length, 1460)))
    found = assess(meter(gap), WEATHER, DECLARED)
    for tally in (found.baseline_days, found.reporting_days):
        assert tally.days == tally.valid + tally.excluded + tally.not_read + tally.no_temperature + tally.stuck


# the periods


def test_the_year_before_and_the_year_after():
    assert DECLARED.baseline == span("2021-04-03", "2022-04-03")
    assert DECLARED.reporting == span("2022-09-01", "2023-09-01")
    assert around(WORKS, date(2022, 12, 1)).reporting == span("2022-09-01", "2022-12-01")
    assert around(WORKS, date(2020, 1, 1)).reporting.length == 0


def test_what_is_wrong_with_a_declaration():
    year = span("2021-01-01", "2022-01-01")
    assert Declaration(year, WORKS, span("2022-09-01", "2023-09-01")).faults == ()
    assert Declaration(year, WORKS, span("2022-06-01", "2023-06-01")).faults == (periods.REPORTING_BEFORE_WORKS,)
    assert Declaration(span("2022-01-01", "2022-12-31"), WORKS, WORKS).faults == (
        periods.BASELINE_AFTER_WORKS,
        periods.REPORTING_BEFORE_WORKS,
    )
    assert Declaration(year, WORKS, span("2022-09-01", "2022-09-01")).faults == (periods.EMPTY,)


def test_what_lies_outside_of_a_series_is_not_known():
    days = Days(date(2021, 1, 5), np.array([1.0, 2.0]))
    assert np.isnan(days.within(span("2020-12-01", "2020-12-05"))).all()
    assert days.within(span("2021-01-04", "2021-01-09")).tolist()[1:3] == [1.0, 2.0]
    assert np.isnan(days.within(span("2021-01-04", "2021-01-09"))).sum() == 3
    assert days.within(span("2021-01-04", "2021-01-04")).tolist() == []


# stuck meters

TEMPERATURE = WEATHER.mean.values


def test_a_meter_that_froze_in_winter_is_stuck():
    kwh = KWH.copy()
    kwh[738:808] = 0.0  # January to March
    assert np.flatnonzero(stuck(kwh, TEMPERATURE)).tolist() == list(range(738, 808))


@pytest.mark.parametrize("value", [0.0, 41.0])
def test_one_that_froze_for_a_week_is_stuck_whatever_it_said(value):
    kwh = KWH.copy()
    kwh[700:707] = value
    assert stuck(kwh, TEMPERATURE).sum() == 7


def test_six_days_are_no_proof():
    kwh = KWH.copy()
    kwh[700:706] = 0.0
    assert not stuck(kwh, TEMPERATURE).any()


def test_a_boiler_that_is_off_in_summer_is_not_stuck():
    assert not stuck(np.round(heated(TEMPERATURE, base=0.0), 2), TEMPERATURE).any()


def test_a_load_that_is_always_the_same_is_not_stuck():
    steady = np.full(len(KWH), 24.0)
    steady[::9] = 25.0
    assert not stuck(steady, TEMPERATURE).any()


def test_nothing_known_is_not_stuck():
    assert not stuck(np.full(30, np.nan), TEMPERATURE[:30]).any()
    assert not stuck(np.zeros(0), np.zeros(0)).any()
    assert not stuck(np.zeros(30), np.full(30, np.nan)).any()


def test_a_stuck_meter_is_no_saving():
    kwh = KWH.copy()
    first = (date(2023, 1, 8) - WEATHER.first).days
    kwh[first : first + 70] = 0.0
    found = assess(meter(kwh=kwh), WEATHER, DECLARED)
    assert found.saving is None
    assert found.reporting_days.stuck == 70
    assert (refusals.MONTH, refusals.REPORTING, 2) in rules(found)
