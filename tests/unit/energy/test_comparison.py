"""Where to look first: a building beside its peers, at night, at the week-end, and beside its last year."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from ckanext.rouen_energy.core.comparison.drift import Carrier, Drift, drifts
from ckanext.rouen_energy.core.comparison.load import Cell, NightLoad, TooFew, WeekEndLoad, night_load, weekend_load
from ckanext.rouen_energy.core.comparison.monday import (
    Finding,
    monday,
    of_drifts,
    of_nights,
    of_peers,
    of_weekends,
)
from ckanext.rouen_energy.core.comparison.national import National, NotCompared, Ratio, national, ratio
from ckanext.rouen_energy.core.comparison.peers import YearOfBuilding, positions, quartiles
from ckanext.rouen_energy.core.demonstration.truths import GAS, RENOVATION
from ckanext.rouen_energy.core.demonstration.use import monthly, uses
from ckanext.rouen_energy.core.demonstration.weather import weather as demonstration_weather
from ckanext.rouen_energy.core.impact.bills import Bill, Climate
from ckanext.rouen_energy.core.impact.days import Days, Span, Weather
from ckanext.rouen_energy.core.indicators.groups import Quartiles
from ckanext.rouen_energy.core.trajectory.targets import Activity

LAST, THIS = Span(date(2023, 1, 1), date(2024, 1, 1)), Span(date(2024, 1, 1), date(2025, 1, 1))


def of_intensity(*values: float, kind: str = "musée") -> list[YearOfBuilding]:
    """Buildings of 100 m²: M1, M2, …"""
    return [
        YearOfBuilding(f"{kind[0].upper()}{rank}", kind, Decimal(str(value)) * 100, Decimal(100))
        for rank, value in enumerate(values, 1)
    ]


# peers


def test_quartiles_lie_between_neighbours_by_proportion():
    """As percentile_cont: of 10, 20, 40, 80 at 0.75, 1.5 and 2.25 steps from the first."""
    assert quartiles(map(Decimal, (80, 10, 40, 20))) == Quartiles(4, Decimal("17.5"), Decimal("30.0"), Decimal("50.0"))


def test_two_buildings_are_no_group():
    assert quartiles([Decimal(1), Decimal(2)]) == Quartiles(2)
    assert positions(of_intensity(100, 200)) == {}


def test_a_building_stands_among_those_of_its_type():
    found = positions([*of_intensity(100, 150, 200, 400), *of_intensity(1, 2, 3, kind="gymnase")])
    worst = found["M4"]
    assert (worst.rank, worst.quarter, worst.intensity) == (1, 4, 400)
    assert worst.above_median_kwh == (400 - 175) * 100
    assert worst.above_q1_kwh == Decimal("262.5") * 100
    assert worst.quartiles.median == 175
    best = found["M1"]
    assert (best.rank, best.quarter) == (4, 1)
    assert best.above_median_kwh < 0
    assert found["G3"].rank == 1
    assert worst.sentence("fr") == (
        "400,0 kWh/m², au rang 1 sur 4 de son type (1 consomme le plus) : "
        "la médiane est de 175,0, la moitié d'entre eux se tiennent entre 137,5 et 250,0"
    )
    assert "rank 4 of 4" in best.sentence("en")


def test_equal_buildings_share_their_rank():
    found = positions(of_intensity(100, 100, 100))
    assert [(one.rank, one.quarter, one.above_median_kwh) for one in found.values()] == [(1, 1, 0)] * 3


def test_there_is_no_intensity_without_an_area_and_no_building_twice():
    with pytest.raises(ValueError, match="without an area"):
        YearOfBuilding("A", "musée", Decimal(1), Decimal(0))
    with pytest.raises(ValueError, match="twice"):
        positions(of_intensity(1, 2, 3) + of_intensity(1))


# OPERAT

OFFICE, CANTEEN = Activity("Bureaux standards", Decimal(900)), Activity("Restauration", Decimal(100))


def test_what_all_declared_is_weighed_by_the_area_of_each_activity():
    ratios = [Ratio("BUREAUX STANDARDS", 2021, Decimal(150)), Ratio("Restauration", 2021, Decimal(450))]
    found = national([OFFICE, CANTEEN], ratios, 2024)
    assert found == National(2021, Decimal(180), None)
    assert found.above_kwh(Decimal(200_000), Decimal(1000)) == 20_000
    assert found.sentence(Decimal(200_000), Decimal(1000), "fr") == (
        "200 kWh/m² d'énergie finale, quand ceux qui ont déclaré ces activités à OPERAT sont à 180 (2021)"
    )
    assert "(2021)" in found.sentence(Decimal(200_000), Decimal(1000), "en")


def test_entities_of_one_activity_give_quartiles():
    ratios = [Ratio("Bureaux standards", 2021, Decimal(value)) for value in (100, 200, 300)]
    found = national([OFFICE], ratios, 2021)
    assert found.kwh_per_m2 == 200
    assert found.quartiles == Quartiles(3, Decimal(150), Decimal(200), Decimal(250))


def test_the_latest_year_that_knows_every_activity_counts():
    ratios = [
        Ratio("Bureaux standards", 2020, Decimal(100)),
        Ratio("Restauration", 2020, Decimal(100)),
        Ratio("Bureaux standards", 2021, Decimal(90)),
        Ratio("Bureaux standards", 2023, Decimal(80)),
    ]
    assert national([OFFICE, CANTEEN], ratios, 2024).year == 2020
    assert national([OFFICE], ratios, 2022).year == 2021


@pytest.mark.parametrize("named", ["kWh/m² déclarés", "kWh/m² ajustés du climat"])
def test_rows_of_ademes_open_data_are_ratios_and_others_are_not(named):
    row = {"sous_categorie": "Bureaux standards", "debut": date(2021, 1, 1), "indicateur": named}
    assert ratio({**row, "valeur_indicateur": Decimal("151.2")}) == Ratio("Bureaux standards", 2021, Decimal("151.2"))
    assert ratio({**row, "valeur_indicateur": None}) is None
    assert ratio({**row, "indicateur": "Amplitude horaire annuelle", "valeur_indicateur": Decimal(2600)}) is None


@pytest.mark.parametrize(
    ("activities", "ratios", "reason", "names"),
    [
        ([OFFICE], [], "not-loaded", ()),
        ([], [Ratio("Musée", 2021, Decimal(1))], "no-activity", ()),
        ([OFFICE], [Ratio("Musée", 2021, Decimal(1))], "unknown-activity", ("Bureaux standards",)),
        ([OFFICE], [Ratio("Bureaux standards", 2025, Decimal(1))], "unknown-activity", ("Bureaux standards",)),
    ],
)
def test_what_cannot_be_compared_says_why(activities, ratios, reason, names):
    found = national(activities, ratios, 2024)
    assert isinstance(found, NotCompared)
    assert (found.reason, found.activities) == (reason, names)
    assert found.sentence("fr") != found.sentence("en")


# night and week-end


def week(night: float, day: float, weekend: float, hours: float = 10) -> list[Cell]:
    """kW at night, by day, and at any hour of the week-end but night; evenings are as nights."""

    def power(weekday: int, hour: int) -> float:
        if hour < 5 or (weekday < 5 and hour not in range(8, 18)):
            return night
        return day if weekday < 5 else weekend

    return [Cell(weekday, hour, power(weekday, hour) * hours, hours) for weekday in range(7) for hour in range(24)]


def test_the_night_in_parts_of_the_day():
    found = night_load(week(night=3, day=12, weekend=3))
    assert (found.night_kw, found.day_kw, found.share) == (3, 12, 0.25)
    assert found.base_kwh == 3 * 8766
    assert found.mean_kw == pytest.approx((50 * 12 + 118 * 3) / 168)
    assert found.base_share == pytest.approx(3 / found.mean_kw)
    assert found.sentence("fr") == (
        "la nuit, 25\u202f% de la puissance du jour ; 26\u202f298 kWh par an ne s'arrêtent jamais, "
        "53\u202f% de l'ensemble"
    )
    assert found.sentence("en").startswith("at night, 25% of the power by day; 26,298 kWh a year")


def test_hours_that_were_read_less_often_weigh_no_less_power():
    often = {one: 1 + one.weekday for one in week(2, 8, 2)}
    uneven = [Cell(one.weekday, one.hour, one.kwh * times, one.hours * times) for one, times in often.items()]
    assert night_load(uneven).share == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("cells", "weeks"), [([], 0), (week(3, 12, 3)[:-1], 0), (week(3, 12, 3, hours=3.5), 3)]
)
def test_a_load_needs_every_hour_of_a_month(cells, weeks):
    found = night_load(cells)
    assert found == TooFew(weeks)
    assert found.sentence("fr") == f"{weeks} semaines relevées, 4 exigées"


def test_the_weekend_is_told_from_whole_weeks():
    """From a Thursday on; a week with a gap does not count."""
    values = np.array([10.0, 10, 4, 2, *([10.0] * 5 + [4, 2]) * 5])
    values[12] = np.nan
    found = weekend_load(Days(date(2024, 2, 1), values))
    assert (found.weekend_kwh, found.weekday_kwh) == (3, 10)
    assert found.share == pytest.approx(0.3)
    assert found.sentence("fr") == "un jour de week-end, 30\u202f% d'un jour de semaine"
    values[19] = np.nan
    assert weekend_load(Days(date(2024, 2, 1), values)) == TooFew(3)


def test_nothing_by_day_gives_no_share():
    assert NightLoad(1.0, 0.0, 1.0).share is None
    assert WeekEndLoad(1.0, 0.0).share is None
    assert NightLoad(1.0, 0.0, 1.0).sentence("fr") == WeekEndLoad(1.0, 0.0).sentence("fr")


# drift


def test_without_temperatures_two_years_are_held_against_each_other_as_they_are():
    carriers = [
        Carrier("A", "gaz", (Bill(LAST, 1000.0), Bill(THIS, 1300.0))),
        Carrier("A", "électricité", (Bill(LAST, 500.0), Bill(THIS, 400.0))),
        Carrier("A", "fioul", (Bill(LAST, 700.0),)),
        Carrier("B", "gaz", (Bill(LAST, 100.0), Bill(THIS, 900.0))),
        Carrier("C", "gaz", (Bill(THIS, 900.0),)),
    ]
    found = drifts(carriers, None, LAST, THIS)
    assert [(one.building, one.excess_kwh) for one in found] == [("B", 800), ("A", 200)]
    assert found[1].carriers == ("gaz", "électricité")
    assert found[1].left_out == ("fioul",)
    assert found[1].percent == pytest.approx(100 * 200 / 1500)
    assert not found[1].is_corrected


def weather(last: float, now: float) -> Weather:
    """Cold months, which differ, and mild ones; this year's cold ones are colder by the difference."""
    start = date(2023, 1, 1)
    days = [start + timedelta(days=count) for count in range(731)]
    mean = np.array([(last if day.year == 2023 else now) if day.month in {1, 2, 3, 11, 12} else 24.0 for day in days])
    season = np.array([day.month % 5 for day in days])
    return Weather(start, mean - season - 0.5, mean - season + 0.5)


def heated(days: Weather, slope: float, span: Span) -> tuple[Bill, ...]:
    """Months of 10 kWh a day and so much for each degree below 18."""
    found = []
    for month in range(12):
        first = date(span.first.year, month + 1, 1)
        end = date(span.first.year + month // 11, (month + 1) % 12 + 1, 1)
        mean = days.mean.within(Span(first, end))
        found.append(Bill(Span(first, end), float((10 + slope * np.maximum(18 - mean, 0)).sum())))
    return tuple(found)


def test_a_colder_year_is_no_drift():
    days = weather(6.0, 2.0)
    carriers = [
        Carrier("same", "gaz", heated(days, 5.0, LAST) + heated(days, 5.0, THIS)),
        Carrier("worse", "gaz", heated(days, 5.0, LAST) + heated(days, 6.0, THIS)),
    ]
    plain = {one.building: one.percent for one in drifts(carriers, None, LAST, THIS)}
    corrected = {one.building: one.percent for one in drifts(carriers, Climate(days), LAST, THIS)}
    assert plain["same"] > 15
    assert abs(corrected["same"]) < 1
    assert 10 < corrected["worse"] < 20


def test_the_demonstrations_renovation_is_the_smallest_drift_of_its_year():
    """Its gas fell by a third of the heating between 2022 and 2024; nothing else changed."""
    days = demonstration_weather()
    lowest, highest = (np.array([getattr(day, name) for day in days]) for name in ("lowest", "highest"))
    climate = Climate(Weather(days[0].date, lowest, highest))
    before = Span(date(2022, 1, 1), date(2023, 1, 1))
    carriers = []
    for use in uses():
        if use.carrier == GAS:
            months = sorted(monthly(use).items())
            ends = [first for first, _ in months[1:]]
            made = tuple(Bill(Span(first, end), float(kwh)) for (first, kwh), end in zip(months, ends, strict=False))
            carriers.append(Carrier(use.building, use.carrier, made))
    found = drifts(carriers, climate, before, THIS)
    relative = sorted(found, key=lambda one: one.percent)
    assert relative[0].building == RENOVATION.building
    assert relative[0].percent < -20
    assert all(abs(one.percent) < 8 for one in relative[1:])


# the list


def test_the_list_ranks_buildings_by_their_largest_reason():
    found = monday(
        [
            Finding("A", "peers", 500.0, 200.0),
            Finding("A", "drift", 900.0, 12.0),
            Finding("B", "night", 1000.0, 0.6),
            Finding("C", "weekend", 100.0, 0.9),
        ],
        limit=2,
    )
    assert [(item.building, item.kwh) for item in found] == [("B", 1000), ("A", 900)]
    assert [finding.kind for finding in found[1].findings] == ["drift", "peers"]


def test_only_what_is_worse_is_a_reason():
    known = [Drift("A", 1200.0, 1000.0, True, ("gaz",), ()), Drift("B", 900.0, 1000.0, True, ("gaz",), ())]
    assert [one.building for one in of_drifts(known)] == ["A"]
    assert [one.building for one in of_peers(positions(of_intensity(100, 150, 200, 400)).values())] == ["M4"]


def test_nights_are_held_against_the_median_of_the_set():
    loads = {"A": NightLoad(2, 10, 5), "B": NightLoad(3, 10, 5), "C": NightLoad(8, 10, 9)}
    (found,) = of_nights(loads)
    assert (found.building, found.figure) == ("C", 0.8)
    assert found.kwh == pytest.approx(0.5 * 10 * 8766 * 5 / 24)
    assert of_nights({"A": NightLoad(2, 10, 5), "B": NightLoad(9, 10, 9)}) == []


def test_weekends_are_held_against_the_median_of_the_set():
    loads = {"A": WeekEndLoad(20, 100), "B": WeekEndLoad(30, 100), "C": WeekEndLoad(90, 100)}
    (found,) = of_weekends(loads)
    assert found.building == "C"
    assert found.kwh == pytest.approx(0.6 * 100 * 8766 / 24 * 2 / 7)


@pytest.mark.parametrize(
    ("finding", "french", "english"),
    [
        (
            Finding("A", "drift", 12_000.4, 8.25, False),
            "12\u202f000 kWh de plus qu'attendu d'après l'an dernier (+8,2\u202f%), météo non corrigée",
            "12,000 kWh more than expected from last year (+8.2%), weather not corrected",
        ),
        (
            Finding("A", "peers", 5000, 210.54),
            "210,5 kWh/m² : 5\u202f000 kWh de plus qu'à la médiane de ses semblables",
            "210.5 kWh/m²: 5,000 kWh more than at the median of its peers",
        ),
        (
            Finding("A", "night", 5000, 0.634),
            "la nuit, 63\u202f% de la puissance du jour : 5\u202f000 kWh par an de plus que la médiane",
            "at night, 63% of the power by day: 5,000 kWh a year more than the median",
        ),
        (
            Finding("A", "weekend", 5000, 0.9),
            "le week-end, 90\u202f% d'un jour de semaine : 5\u202f000 kWh par an de plus que la médiane",
            "at the week-end, 90% of a weekday: 5,000 kWh a year more than the median",
        ),
    ],
)
def test_each_reason_is_said_in_words(finding, french, english):
    assert (finding.sentence("fr"), finding.sentence("en")) == (french, english)
