"""Simulated meters with a known saving (opendsm's samples): it is inside of our interval, and our point near others'.

Skipped where the folder of public data is not.
"""

from __future__ import annotations

import pytest
from ckanext.rouen_energy.core.impact.assessment import assess
from ckanext.rouen_energy.core.impact.bill_years import Compared, around
from ckanext.rouen_energy.core.impact.bills import Climate, Corrected, Site
from impact_data import (
    KINDS,
    SIMULATED,
    intervention,
    known_percent,
    simulated_bills,
    simulated_meter,
    simulated_meters,
    simulated_weather,
)

pytestmark = pytest.mark.skipif(not SIMULATED.is_dir(), reason="the folder of public data is not on this machine")

#: What the engine that these meters come with says of them, in percent.
ENGINE = {"electricity-cdd-hdd": 8.3, "gas-intercept-only": 10.4, "electricity-cdd-only": 3.1, "gas-hdd-only": 8.7}
DAILY = [(kind, frequency) for kind in KINDS for frequency in ("daily", "hourly")]
BILLED = [(kind, f"billing_{every}") for kind in KINDS for every in ("monthly", "bimonthly")]


def saving(kind, frequency):
    found = assess(simulated_meter(kind, frequency), simulated_weather(), intervention(kind, frequency))
    assert found.saving is not None, [refusal.sentence("en") for refusal in found.refusals]
    return found.saving.saving


def billed(kind, frequency) -> Corrected:
    declared, bills = intervention(kind, frequency), simulated_bills(kind, frequency)
    (found,) = around([Site(kind, bills)], Climate(simulated_weather()), Compared(declared.works)).counted
    return found


def test_all_sixteen_meters_are_there():
    assert {f"il-{kind}-{frequency}" for kind, frequency in DAILY + BILLED} == set(simulated_meters())


def test_the_known_saving_is_inside_of_the_interval_of_at_least_nine_meters_in_ten(record_property):
    inside = []
    for kind, frequency in DAILY:
        low, high = saving(kind, frequency).interval_percent()
        inside.append(low <= known_percent(kind, frequency) <= high)
        print(f"{kind} {frequency}: {low:.1f} to {high:.1f} %, known {known_percent(kind, frequency):.1f} %")
    print(f"known saving inside: {sum(inside)} of {len(inside)} meters that are read each hour or each day")
    record_property("inside", sum(inside))
    assert sum(inside) >= 0.9 * len(inside)


@pytest.mark.parametrize(("kind", "frequency"), DAILY)
def test_the_point_is_within_a_percentage_point_of_the_engines(kind, frequency):
    assert saving(kind, frequency).percent == pytest.approx(ENGINE[kind], abs=1.0)


def test_intervals_are_not_so_wide_that_they_say_nothing():
    margins = {kind: saving(kind, "daily").margin() / saving(kind, "daily").expected_kwh for kind in KINDS}
    assert all(0.02 < margin < 0.08 for margin in margins.values()), margins


@pytest.mark.parametrize(("kind", "frequency"), BILLED)
def test_bills_indicate_what_days_measure(kind, frequency):
    found = billed(kind, frequency)
    percent = 100 * (found.expected_kwh - found.used_kwh) / found.expected_kwh
    print(f"{kind} {frequency}: {percent:.1f} %, heating {found.heating_share:.0%}, cooling {found.cooling_share:.0%}")
    assert percent == pytest.approx(saving(kind, "daily").percent, abs=3.0)


def test_bills_tell_whether_a_building_is_heated_or_cooled():
    both, neither, cooled, heated = (billed(kind, "billing_monthly") for kind in KINDS)
    assert min(both.heating_share, both.cooling_share) > 0.2
    assert (neither.heating_share, neither.cooling_share) == (0, 0)
    assert (cooled.heating_share, cooled.cooling_share) == (0, pytest.approx(0.75, abs=0.1))
    assert (heated.heating_share, heated.cooling_share) == (pytest.approx(0.75, abs=0.1), 0)
