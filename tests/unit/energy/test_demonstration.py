"""The demonstration is made from a seed: the same on every machine, with a known weather and known faults."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from ckanext.rouen_energy.core.demonstration import tables, truths
from ckanext.rouen_energy.core.demonstration.bills import ACTUAL, CREDIT_NOTE, ESTIMATED, Bill, billed, bills
from ckanext.rouen_energy.core.demonstration.curves import CURVES, Curve, Reading, measured, readings, steps
from ckanext.rouen_energy.core.demonstration.use import (
    Use,
    between,
    daily,
    daily_without_works,
    monthly,
    use_of,
    uses,
)
from ckanext.rouen_energy.core.demonstration.weather import weather

YEARS = range(truths.FIRST.year, truths.LAST.year + 1)
DAY = timedelta(days=1)


def year_of(use: Use, year: int) -> int:
    return sum(kwh for month, kwh in monthly(use).items() if month.year == year)


def curve(meter: str) -> Curve:
    return next(one for one in CURVES if one.meter == meter)


@pytest.fixture(scope="module")
def said() -> dict[str, list[Reading]]:
    """What each meter said."""
    return {one.meter: list(readings(one)) for one in CURVES}


def test_every_machine_makes_the_same_set():
    made = "\n".join(";".join(row) for row in tables.consumption().rows)
    assert hashlib.sha256(made.encode()).hexdigest()[:16] == "c4ba3589656ca3a0"


def test_54_buildings_used_12_560_234_kwh_in_2021_carrier_by_carrier():
    assert all(year_of(use, 2021) == use.anchor_kwh for use in uses())
    assert sum(use.anchor_kwh for use in uses()) == 12_560_234
    assert len({use.building for use in uses()}) == 54


def test_every_year_has_every_month_of_every_building():
    for use in uses():
        assert Counter(month.year for month in monthly(use)) == dict.fromkeys(YEARS, 12)
        assert min(monthly(use).values()) >= 0


def test_the_weather_is_that_of_a_normandy_without_gaps():
    days = weather()
    assert [day.date for day in days] == [truths.FIRST + count * DAY for count in range(2557)]
    assert all(day.lowest < day.highest for day in days)
    assert -15 < min(day.lowest for day in days) < 0
    assert 25 < max(day.highest for day in days) < 40
    assert 10 < sum(day.mean for day in days) / len(days) < 12


def test_a_colder_month_uses_more_gas():
    use = use_of("DEMO-G-003")
    cold, warm = (sum(kwh for month, kwh in monthly(use).items() if month.month in which) for which in ((1, 2), (7, 8)))
    assert cold > 5 * warm


def test_the_renovation_saves_what_it_is_known_to_save():
    works = truths.RENOVATION
    use = next(one for one in uses() if (one.building, one.carrier) == (works.building, works.carrier))
    year_after = (works.end, works.end + 365 * DAY)
    used, without = between(daily(use), *year_after), between(daily_without_works(use), *year_after)
    assert between(daily(use), truths.FIRST, works.end) == between(daily_without_works(use), truths.FIRST, works.end)
    assert 0.24 < 1 - used / without < truths.RENOVATION.saving


def test_no_other_building_was_renovated():
    changed = [use.building for use in uses() if daily(use) != daily_without_works(use)]
    assert changed == [truths.RENOVATION.building]


def test_a_closed_museum_uses_less_than_its_weather_asks():
    use, other = use_of("DEMO-E-003"), use_of("DEMO-E-041")
    spring_2020, spring_2022 = ((date(year, 4, 1), date(year, 5, 1)) for year in (2020, 2022))
    assert between(daily(use), *spring_2020) < 0.65 * between(daily(use), *spring_2022)
    assert between(daily(other), *spring_2020) > 0.9 * between(daily(other), *spring_2022)
    assert all(closure.first.year in (2020, 2021) and closure.end.year in (2020, 2021) for closure in truths.CLOSURES)


def test_the_curve_of_a_meter_is_the_use_of_its_building_but_for_its_faults():
    for meter in ("DEMO-E-003", "DEMO-G-004"):
        sums: dict[date, float] = defaultdict(float)
        for reading in measured(curve(meter)):
            sums[reading.start.date().replace(day=1)] += reading.value * (0.0005 if reading.unit == "W" else 1)
        used = monthly(use_of(meter))
        assert all(abs(kwh - used[month]) < 2 for month, kwh in sums.items())


def test_readings_follow_each_other_through_both_changes_of_the_clock():
    for day, count in ((date(2024, 3, 31), 46), (date(2024, 10, 27), 50), (date(2024, 5, 1), 48)):
        starts = steps(day, 30)
        assert len(starts) == count
        assert {b.astimezone(UTC) - a.astimezone(UTC) for a, b in pairwise(starts)} == {DAY / 48}
    assert [start.isoformat() for start in steps(date(2024, 10, 27), 1440)] == ["2024-10-27T00:00:00+02:00"]


def test_each_gap_has_no_reading_and_nothing_else_is_missing(said):
    for one in CURVES:
        starts = {reading.start.astimezone(UTC) for reading in said[one.meter]}
        missing = {reading.start.astimezone(UTC) for reading in measured(one)} - starts
        gaps = [gap for gap in truths.GAPS if gap.meter == one.meter]
        assert len(missing) == sum((gap.end - gap.start) / timedelta(minutes=one.minutes) for gap in gaps)
        assert all(any(gap.start <= start < gap.end for gap in gaps) for start in missing)


def test_a_stuck_meter_says_one_value_and_its_building_uses_energy_all_the_same(said):
    for stuck in truths.STUCK:
        frozen = {one.value for one in said[stuck.meter] if stuck.first <= one.start.date() < stuck.end}
        assert frozen == {stuck.value}
        assert between(daily(use_of(stuck.meter)), stuck.first, stuck.end) > 5000


def test_one_reading_jumps(said):
    (spike,) = truths.SPIKES
    values = {reading.start.astimezone(UTC): reading.value for reading in said[spike.meter]}
    others = [value for start, value in values.items() if start != spike.start]
    assert values[spike.start] > 10 * max(others)


def test_an_estimate_stands_beside_the_bill_that_corrects_it():
    (estimate,) = truths.ESTIMATES
    of_the_month = issued(estimate.building, estimate.carrier, estimate.month)
    assert [bill.nature for bill in of_the_month] == [ESTIMATED, ACTUAL]
    assert of_the_month[0].kwh == pytest.approx(1.3 * of_the_month[1].kwh, abs=1)
    assert of_the_month[1].kwh == monthly(of_the_month[1].use)[estimate.month]


def test_a_credit_note_gives_back_what_was_billed_too_much():
    (credit,) = truths.CREDITS
    of_the_month = issued(credit.building, credit.carrier, credit.month)
    assert [bill.nature for bill in of_the_month] == [ACTUAL, CREDIT_NOTE]
    assert of_the_month[1].kwh == -credit.kwh
    assert of_the_month[1].euros < 0
    assert sum(bill.kwh for bill in of_the_month) == monthly(of_the_month[0].use)[credit.month]


def test_bills_come_to_what_was_used_but_for_the_months_that_never_came():
    missing = [(use, year) for use in uses() for year in YEARS if billed(use, year) != year_of(use, year)]
    assert [(use.building, use.carrier, year) for use, year in missing] == [("DEMO-052", truths.GAS, 2023)]
    (gone,) = truths.MISSING
    assert issued(gone.building, gone.carrier, gone.first) == []


def test_no_two_bills_of_a_series_overlap_but_an_estimate_or_a_credit_note_with_its_bill():
    actual = [bill for bill in bills(uses(), truths.FIRST) if bill.nature == ACTUAL]
    assert len({(bill.use, bill.first) for bill in actual}) == len(actual)
    assert all((bill.first + 31 * DAY).replace(day=1) == bill.end for bill in actual)


def test_what_names_a_meter_is_not_in_the_public_table():
    assert "id_compteur" not in tables.consumption().header
    assert not any("DEMO-E-" in cell for row in tables.consumption().rows for cell in row)


def test_one_meter_is_read_that_no_table_of_meters_knows(said):
    known = {row[0] for row in tables.meters().rows}
    assert set(said) - known == {truths.UNKNOWN_METER}
    assert {row[0] for row in tables.invoices().rows} < known


def test_rows_are_written_as_french_offices_write_them():
    first = next(iter(tables.consumption().rows))
    assert first[2:4] == ("01/01/2019", "01/02/2019")
    assert "," in first[7]
    stamps = [datetime.fromisoformat(row[1]) for row in list(tables.curves().rows)[:3]]
    assert all(stamp.utcoffset() == timedelta(hours=1) for stamp in stamps)


def issued(building: str, carrier: str, month: date) -> list[Bill]:
    chosen = [use for use in uses() if (use.building, use.carrier) == (building, carrier)]
    return [bill for bill in bills(chosen, truths.FIRST) if bill.first == month]
