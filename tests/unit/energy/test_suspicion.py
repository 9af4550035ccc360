"""Odd readings that follow each other are one thing to look at."""

from __future__ import annotations

from typing import Any

from ckanext.rouen_energy.core.suspicion import runs


def odd(start: str, value: float = 41, meter: str = "M1", status: str = "suspected-stuck") -> dict[str, Any]:
    common = {"resource_id": "r1", "unit": "kWh", "kwh": value}
    return {**common, "meter": meter, "status": status, "start": f"{start}:00+01:00", "value": value}


def test_readings_of_a_meter_that_follow_each_other_are_one_run_the_latest_first():
    (run,) = runs([odd("2025-02-03T00:00"), odd("2025-02-04T00:00", 43), odd("2025-02-03T01:00")])
    assert [reading["start"][:13] for reading in (run.first, run.latest)] == ["2025-02-03T00", "2025-02-04T00"]
    assert (run.values, run.kwh, len(run.readings)) == ((41, 43), 125, 3)


def test_what_is_further_apart_of_another_meter_or_for_another_reason_is_another_run():
    said = [odd("2025-02-03T00:00"), odd("2025-02-05T00:00"), odd("2025-02-03T00:00", meter="M2")]
    assert len(runs([*said, odd("2025-02-03T01:00", status="suspected-outlier")])) == 4


def test_energy_that_one_of_them_lacks_is_not_added_up():
    assert runs([{**odd("2025-02-03T00:00"), "kwh": None}, odd("2025-02-03T01:00")])[0].kwh is None
    assert runs([]) == []


def test_the_energy_of_many_has_no_more_decimals_than_the_warehouse_counts():
    said = [odd(f"2025-02-03T{hour:02}:{minute:02}", 0.675) for hour in range(24) for minute in (0, 30)]
    assert sum(reading["kwh"] for reading in said) != 32.4
    assert runs(said)[0].kwh == 32.4
