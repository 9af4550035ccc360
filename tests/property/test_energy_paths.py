"""Whatever a building uses, what is said of its path, of its peers and of its months to come agrees with itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from ckanext.rouen_energy.core.comparison.monday import Finding, monday
from ckanext.rouen_energy.core.comparison.peers import YearOfBuilding, positions, quantile
from ckanext.rouen_energy.core.forecast.forecasting import Forecast, forecast
from ckanext.rouen_energy.core.forecast.months import Months
from ckanext.rouen_energy.core.impact.days import Span
from ckanext.rouen_energy.core.trajectory.climate import Degrees, Normal, Shares, brought_to
from ckanext.rouen_energy.core.trajectory.consumption import Used, latest, twelve_months
from ckanext.rouen_energy.core.trajectory.path import Known, path
from ckanext.rouen_energy.core.trajectory.subject import Building, subjects
from ckanext.rouen_energy.core.trajectory.targets import Activity, Place, TableRow
from hypothesis import given, settings
from hypothesis import strategies as st

CARRIERS = ("électricité", "gaz", "réseau de chaleur", "réseau de froid")
KWH = st.decimals(0, 10_000_000, places=3)
AREAS = st.none() | st.decimals(0, 3000, places=1)
YEARS = st.dictionaries(st.sampled_from(CARRIERS), KWH, min_size=1)
#: parts of a carrier that heat and cool
PARTS = st.tuples(st.decimals(0, 1, places=2), st.decimals(0, 1, places=2)).filter(lambda parts: sum(parts) <= 1)


def whole(year: int) -> Span:
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def of_year(kwh: dict[str, Decimal], year: int) -> list[Used]:
    return [Used(carrier, whole(year), value) for carrier, value in kwh.items()]


@given(YEARS, st.randoms(use_true_random=False))
def test_the_order_of_bills_changes_nothing(kwh, chance):
    uses = of_year(kwh, 2015) + of_year(kwh, 2024)
    shuffled = chance.sample(uses, len(uses))
    assert path(Known(shuffled)) == path(Known(uses))


@given(YEARS, st.lists(st.integers(1, 364), unique=True, max_size=5))
def test_a_year_is_the_same_however_its_bills_are_cut(kwh, cuts):
    ends = [date.fromordinal(whole(2015).first.toordinal() + cut) for cut in sorted(cuts)]
    bounds = [whole(2015).first, *ends, whole(2015).end]
    spans = [Span(first, end) for first, end in pairwise(bounds)]
    pieces = [
        Used(carrier, span, value * span.length / 365) for carrier, value in kwh.items() for span in spans
    ]
    found, entire = twelve_months(pieces, date(2015, 1, 1)), twelve_months(of_year(kwh, 2015), date(2015, 1, 1))
    assert float(found.regulatory_kwh) == pytest.approx(float(entire.regulatory_kwh))
    assert latest(pieces).first == date(2015, 1, 1)


@given(YEARS, YEARS, KWH)
def test_targets_fall_and_a_table_never_makes_them_harder(before, now, asked):
    uses = of_year(before, 2015) + of_year(now, 2024)
    alone = path(Known(uses)).milestones
    rows = [TableRow("Bureaux", year, asked, Decimal(0)) for year in (2030, 2040)]
    tabled = path(Known(uses, activities=[Activity("Bureaux", Decimal(1))], table=rows, place=Place())).milestones
    assert alone[0].target_kwh >= alone[1].target_kwh >= alone[2].target_kwh
    assert all(one.target_kwh <= other.target_kwh for one, other in zip(alone, tabled, strict=True))
    assert all(one.is_reached == (one.current_kwh <= one.target_kwh) for one in tabled)


@given(YEARS, PARTS, st.integers(1, 4000), st.integers(1, 4000))
def test_normal_weather_changes_nothing_and_a_colder_normal_only_adds(kwh, parts, found, more):
    months = twelve_months(of_year(kwh, 2015), date(2015, 1, 1))
    shares = Shares(dict.fromkeys(CARRIERS, parts[0]), dict.fromkeys(CARRIERS, parts[1]))
    here = Degrees(Decimal(found), Decimal(found))
    same = brought_to(months, shares, here, Normal(here, (2015,), False))
    colder = brought_to(months, shares, here, Normal(Degrees(Decimal(found + more), Decimal(found)), (2015,), False))
    assert same.kwh == months.regulatory_kwh
    assert colder.kwh >= same.kwh
    assert same.heating_kwh + same.cooling_kwh <= months.regulatory_kwh


@given(st.lists(st.tuples(AREAS, AREAS, st.sampled_from(["", "S", "T"])), min_size=1, max_size=8))
def test_more_area_never_takes_a_building_out_of_the_decree(known):
    def found(extra: int) -> dict[str, bool | None]:
        buildings = [
            Building(str(rank), "administration", site, floor, None if area is None else area + extra)
            for rank, (floor, area, site) in enumerate(known)
        ]
        return {name: one.is_subject for name, one in subjects(buildings).items()}

    before, after = found(0), found(500)
    assert all(after[name] is True for name, is_subject in before.items() if is_subject)


@given(st.lists(st.decimals(0, 2000, places=1), min_size=3, max_size=30))
def test_quarters_are_in_the_order_of_ranks(intensities):
    years = [YearOfBuilding(str(rank), "musée", value, Decimal(1)) for rank, value in enumerate(intensities)]
    ranked = sorted(positions(years).values(), key=lambda one: one.rank)
    assert [one.quarter for one in ranked] == sorted((one.quarter for one in ranked), reverse=True)
    assert sum(1 for one in ranked if one.above_median_kwh > 0) <= len(ranked) / 2


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=40))
def test_quantiles_are_those_of_numpy(values):
    for at in ("0.25", "0.5", "0.75"):
        ours = float(quantile(sorted(values), Decimal(at)))
        assert ours == pytest.approx(float(np.quantile([float(value) for value in values], float(at))), abs=1e-6)


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.floats(0.1, 1e6)), max_size=30), st.integers(1, 6))
def test_the_list_has_each_building_once_and_its_worst_first(known, limit):
    items = monday([Finding(name, "drift", kwh, 1.0) for name, kwh in known], limit)
    assert len({item.building for item in items}) == len(items) == min(limit, len({name for name, _ in known}))
    assert [item.kwh for item in items] == sorted((item.kwh for item in items), reverse=True)
    if items:
        assert items[0].kwh == max(kwh for _, kwh in known)


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1e6) | st.floats(0, 1e6) | st.none(), min_size=30, max_size=60))
def test_no_row_of_months_breaks_the_forecast(values):
    months = Months(date(2019, 1, 1), np.array([np.nan if one is None else one for one in values]))
    found = forecast(months)
    assert found.sentence("fr")
    if isinstance(found, Forecast):
        assert all(0 <= one.low <= one.kwh <= one.high for one in found.months)
        assert found.low <= found.kwh <= found.high
        assert found.score.is_better
