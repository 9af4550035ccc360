"""What is told of works: the stronger level that the data allow, each meter that counts or not, no day twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from ckanext.rouen_energy.core.impact import told
from ckanext.rouen_energy.core.impact.assessment import Meter
from ckanext.rouen_energy.core.impact.bill_years import year_after, year_before
from ckanext.rouen_energy.core.impact.bills import Bill
from ckanext.rouen_energy.core.impact.days import Days, Span
from ckanext.rouen_energy.core.impact.refusals import Refusal
from ckanext.rouen_energy.core.saved import Billed, Known, Served, assessed, totals
from ckanext.rouen_energy.core.works import EXCLUSION, WORKS, Declared
from impact_data import DAY, heated, made_weather, span

CHANCE = np.random.default_rng(80)
WEATHER = made_weather(CHANCE, 5, date(2020, 1, 1))
LEVEL = heated(WEATHER.mean.values)
INSULATION = Declared("a", "metropole", "B1", WORKS, span("2022-04-01", "2022-07-01"), "Isolation")
FLOOD = Declared("b", "metropole", "B1", EXCLUSION, span("2022-12-01", "2022-12-04"), "Inondation")
SHARE = 0.2


def rank(day: date) -> int:
    return (day - WEATHER.first).days


def saves(kwh: np.ndarray, since: date, share: float = SHARE) -> np.ndarray:
    return np.where(np.arange(len(kwh)) < rank(since), kwh, (1 - share) * kwh)


def served(name: str, kwh: np.ndarray, carrier: str = "gaz", building: str = "B1") -> Served:
    noisy = kwh * (1 + 0.05 * np.random.default_rng(len(name)).standard_normal(len(kwh)))
    return Served(building, carrier, Meter(name, Days(WEATHER.first, noisy)))


def billed(kwh: np.ndarray, spans: Sequence[Span], carrier: str = "gaz") -> Billed:
    bills = (Bill(each, float(kwh[rank(each.first) : rank(each.end)].sum())) for each in spans)
    return Billed("B1", carrier, tuple(bills), ())


def months(first: int = 2020, last: int = 2024) -> list[Span]:
    starts = [date(year, month, 1) for year in range(first, last + 1) for month in range(1, 13)]
    return [Span(day, (day + timedelta(days=31)).replace(day=1)) for day in starts[:-1]]


def years() -> list[Span]:
    return [Span(date(year, 1, 1), date(year + 1, 1, 1)) for year in range(2020, 2024)]


def found(meters=(), bills=(), said=(INSULATION,), weather=WEATHER, work=INSULATION):
    def bills_of(building: str) -> list[Billed]:
        return [one for one in bills if one.building == building]

    return assessed(work, Known(said, weather, meters, bills_of))


AFTER = saves(LEVEL, INSULATION.span.end)


def test_a_meter_that_is_read_by_day_is_measured_and_no_bill_is_asked_for():
    def never(building: str) -> list[Billed]:
        raise AssertionError(building)

    told_of = assessed(INSULATION, Known([INSULATION], WEATHER, [served("m", AFTER)], never)).found
    low, high = told_of["interval"]
    assert (told_of["level"], told_of["shown"]) == ("measured", True)
    assert low < 100 * SHARE < high
    assert told_of["periods"]["reporting"] == ["2022-07-01", "2023-07-01"]
    assert told_of["degree_days"] == []


def test_each_meter_counts_or_has_its_reason_with_numbers_and_its_number_among_those_of_its_carrier():
    silent = AFTER.copy()
    silent[rank(date(2022, 9, 1)) : rank(date(2023, 1, 3))] = np.nan
    meters = [served("m2", silent), served("m1", AFTER), served("e", AFTER, "electricite"), served("m3", AFTER)]
    told_of = found([*meters, served("x", AFTER, building="B2")]).found
    assert [(one["id"], one["carrier"], one["number"]) for one in told_of["counted"]] == [
        ("m1", "gaz", 1), ("e", "electricite", 1), ("m3", "gaz", 3)
    ]  # fmt: skip
    (refused,) = told_of["refused"]
    assert (refused["id"], refused["number"]) == ("m2", 2)
    assert Refusal(**refused["reasons"][0]).sentence("en") == "241 valid days in the reporting period, 329 required"
    assert told_of["kwh"] == pytest.approx(sum(one["kwh"] for one in told_of["counted"]), abs=0.01)


def test_a_meter_that_stopped_is_no_saving():
    stuck = LEVEL.copy()
    stuck[rank(date(2022, 11, 1)) : rank(date(2023, 3, 1))] = LEVEL[rank(date(2022, 7, 15))]
    kwh = Served("B1", "gaz", Meter("m", Days(WEATHER.first, stuck + 0.0)))
    told_of = found([kwh]).found
    assert (told_of["level"], told_of["kwh"]) == (None, None)
    assert told_of["refused"][0]["reasons"][0]["found"] == 365 - 120


def test_a_closure_is_left_out_and_told_with_its_days_and_its_reason():
    closed = saves(LEVEL, INSULATION.span.end)
    closed[rank(FLOOD.span.first) : rank(FLOOD.span.end)] = 1.0
    long_ago = replace(FLOOD, id="c", span=span("2020-03-17", "2020-05-11"), text="Confinement")
    told_of = found([served("m", closed)], said=[INSULATION, FLOOD, long_ago]).found
    assert told_of["exclusions"] == [{"first": "2022-12-01", "end": "2022-12-04", "reason": "Inondation"}]
    assert told_of["counted"][0]["days"]["reporting"]["excluded"] == 3


def test_of_two_works_within_a_year_neither_counts_what_the_other_saved():
    boiler = Declared("d", "metropole", "B1", WORKS, span("2023-01-10", "2023-02-01"), "Chaudière")
    kwh = saves(AFTER, boiler.span.end)
    both = [found([served("m", kwh)], said=[INSULATION, boiler], work=work) for work in (INSULATION, boiler)]
    assert [one.savings for one in both] == [(), ()]
    assert both[0].found["refused"][0]["reasons"][0]["found"] == (boiler.span.first - INSULATION.span.end).days
    assert both[1].found["exclusions"] == [{"first": "2022-01-10", "end": "2022-07-01", "reason": "Isolation"}]
    assert totals(both) == {}


def test_works_that_are_far_from_each_other_count_each_for_itself():
    boiler = Declared("d", "metropole", "B1", WORKS, span("2023-09-01", "2023-10-01"), "Chaudière")
    kwh = saves(AFTER, boiler.span.end, 0.1)
    both = [found([served("m", kwh)], said=[INSULATION, boiler], work=work).found for work in (INSULATION, boiler)]
    assert [round(one["percent"]) for one in both] == [20, 10]


@pytest.mark.parametrize(("spans", "share"), [(months(), None), (years(), 0.7)], ids=["bills", "annual table"])
def test_bills_and_annual_tables_indicate_it_whenever_the_works_began(spans, share):
    work = replace(INSULATION, span=span("2022-04-03", "2022-07-20"), heating_share=share)
    kwh = saves(LEVEL, work.span.end)
    told_of = found(bills=[billed(kwh, spans)], said=[work], work=work).found
    assert (told_of["level"], told_of["interval"], told_of["shown"]) == ("indicative", None, None)
    assert told_of["percent"] == pytest.approx(100 * SHARE, abs=4)
    assert [one["method"] for one in told_of["degree_days"]] == ["professional", "simple-mean"]
    assert told_of["degree_days"][0]["percent"] == told_of["percent"]


def test_the_years_of_an_annual_table_are_told_in_place_of_those_of_days():
    work = replace(INSULATION, heating_share=0.7)
    told_of = found(bills=[billed(AFTER, years())], said=[work], work=work).found
    assert told_of["periods"] == {
        "baseline": ["2021-01-01", "2022-01-01"],
        "works": ["2022-04-01", "2022-07-01"],
        "reporting": ["2023-01-01", "2024-01-01"],
    }
    assert told_of["counted"][0]["periods"]["baseline"] == ["2021-01-01", "2022-01-01"]


def test_the_periods_that_were_chosen_are_those_compared():
    chosen = replace(INSULATION, baseline=span("2020-01-01", "2022-01-01"), reporting=span("2023-01-01", "2026-01-01"))
    told_of = found([served("m", AFTER)], said=[chosen], work=chosen).found
    periods = {"baseline": ["2020-01-01", "2022-01-01"], "reporting": ["2023-01-01", "2024-12-30"]}
    assert told_of["periods"] == {**periods, "works": ["2022-04-01", "2022-07-01"]}
    assert told_of["counted"][0]["days"]["baseline"]["days"] == 731
    assert told_of["interval"][0] < 100 * SHARE < told_of["interval"][1]
    by_bills = found(bills=[billed(AFTER, months())], said=[chosen], work=chosen).found
    assert by_bills["periods"]["baseline"] == periods["baseline"]


def test_bills_that_meet_days_left_out_do_not_count():
    work = replace(INSULATION, heating_share=0.7)
    flood = replace(FLOOD, span=span("2023-02-01", "2023-02-03"))
    told_of = found(bills=[billed(AFTER, years())], said=[work, flood], work=work).found
    (reason,) = told_of["refused"][0]["reasons"]
    assert (reason["rule"], reason["period"], reason["found"]) == ("not-covered", "reporting", 0)
    assert told_of["level"] is None


def test_a_few_months_of_bills_are_no_year():
    told_of = found(bills=[billed(AFTER, [one for one in months() if one.end <= date(2022, 11, 1)])]).found
    reasons = told_of["refused"][0]["reasons"]
    assert [(one["rule"], one["period"], one["found"]) for one in reasons] == [("short", "reporting", 123)]


def test_bills_of_a_building_whose_meter_had_other_works_are_not_the_saving_of_works_without_effect():
    painting = replace(INSULATION, id="p", span=span("2021-05-01", "2021-05-15"), text="Peinture")
    boiler = replace(INSULATION, id="m", span=span("2021-08-01", "2021-09-01"), text="Chaudière", meter="m")
    kwh = saves(LEVEL, boiler.span.end)
    alone = found(bills=[billed(kwh, months())], said=[painting], work=painting).found
    assert alone["percent"] > 10
    told_of = found(bills=[billed(kwh, months())], said=[painting, boiler], work=painting).found
    assert told_of["level"] is None
    assert [one["reason"] for one in told_of["exclusions"]] == ["Chaudière"]


def test_bills_of_a_building_say_nothing_of_works_on_one_of_its_meters():
    work = replace(INSULATION, meter="m")
    told_of = found(bills=[billed(AFTER, months())], said=[work], work=work).found
    assert [one["reasons"][0]["rule"] for one in told_of["refused"]] == ["no-data"]


def test_without_temperatures_or_data_the_reason_is_told():
    assert found(weather=None).found["refused"][0]["reasons"] == [{"rule": "no-weather"}]
    assert found().found["refused"][0]["reasons"] == [{"rule": "no-data"}]


def test_the_works_of_an_owner_add_up_by_level():
    elsewhere = replace(INSULATION, id="e", building="B2")
    said = [INSULATION, elsewhere]
    each = [
        found([served("m", AFTER)], said=said),
        found([served("n", AFTER, building="B2")], said=said, work=elsewhere),
        found(bills=[billed(AFTER, months())]),
    ]
    sums = totals(each)
    assert sums["measured"]["kwh"] == pytest.approx(sum(one.found["kwh"] for one in each[:2]), abs=0.01)
    assert sums["indicative"]["kwh"] == pytest.approx(each[2].found["kwh"])
    assert json.loads(json.dumps(sums)) == sums


def test_a_year_of_bills_ends_before_the_works_and_is_not_older_than_a_year():
    works = INSULATION.span
    assert year_before(months(), works) == span("2021-04-01", "2022-04-01")
    assert year_after(months(), works) == span("2022-07-01", "2023-07-01")
    assert year_before(years(), works) == span("2021-01-01", "2022-01-01")
    assert year_before(years()[:1], works).length == 0
    assert year_after([Span(date(2024, 1, 1), date(2025, 1, 1))], works).length == 0
    assert year_before([], works).length == year_after([], works).length == 0
    assert year_before([span("2020-04-01", "2022-04-01")], works).length == 0
    starts = [date(2020, 1, 1) + step * 61 * DAY for step in range(20)]
    assert year_before([Span(day, day + 61 * DAY) for day in starts], works).length == 366


def test_nothing_found_has_every_figure_that_something_has():
    assert {*told.NOTHING} <= {*found().found}
