"""The path of a building under the tertiary decree: what counts as its reference, and how far its targets are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from ckanext.rouen_energy.core.impact.days import Span, Weather
from ckanext.rouen_energy.core.management import Declared
from ckanext.rouen_energy.core.trajectory.climate import (
    Climate,
    Corrected,
    Degrees,
    Normal,
    Shares,
    brought_to,
    correct,
    degrees,
    normal,
    station,
)
from ckanext.rouen_energy.core.trajectory.consumption import Used, latest, twelve_months
from ckanext.rouen_energy.core.trajectory.path import Known, Path, Refused, of_site, path, references
from ckanext.rouen_energy.core.trajectory.subject import Building, subjects
from ckanext.rouen_energy.core.trajectory.targets import (
    Absolute,
    Activity,
    NotSet,
    Place,
    TableRow,
    absolute,
    table_row,
)

ELECTRICITY, GAS, HEAT, COLD = "électricité", "gaz", "réseau de chaleur", "réseau de froid"
HALF = Decimal("0.5")


def year(number: int, kwh, carrier: str = ELECTRICITY) -> Used:
    return Used(carrier, Span(date(number, 1, 1), date(number + 1, 1, 1)), Decimal(kwh))


def months(number: int, kwh, carrier: str = ELECTRICITY) -> list[Used]:
    """A year of equal months."""
    firsts = [date(number, month, 1) for month in range(1, 13)] + [date(number + 1, 1, 1)]
    return [Used(carrier, Span(a, b), Decimal(kwh) / 12) for a, b in pairwise(firsts)]


def weather(first: int, last: int, tn=2.0, tx=8.0, warmer: dict[int, float] | None = None) -> Weather:
    """The same day over and over: 13 degree-days of heating when Tn is 2 and Tx is 8; some years warmer."""
    start, end = date(first, 1, 1), date(last + 1, 1, 1)
    days = [start + timedelta(days=count) for count in range((end - start).days)]
    shift = np.array([(warmer or {}).get(day.year, 0.0) for day in days])
    return Weather(start, tn + shift, tx + shift)


# twelve months


def test_regulatory_energy_stands_beside_what_was_delivered():
    uses = [year(2015, 1000), year(2015, 1110, GAS), year(2015, 1000, HEAT), year(2015, 400, COLD)]
    found = twelve_months(uses, date(2015, 1, 1))
    assert found.delivered_kwh == 3510
    assert found.regulatory == {ELECTRICITY: 1000, GAS: 1000, HEAT: 770, COLD: 100}
    assert found.regulatory_kwh == 2870
    assert {factor.carrier for factor in found.factors} == {ELECTRICITY, GAS, HEAT, COLD}


def test_bills_over_the_edge_of_the_twelve_months_are_spread_by_day():
    uses = [
        Used(ELECTRICITY, Span(date(2014, 12, 22), date(2015, 7, 1)), Decimal(1910)),  # 191 days
        Used(ELECTRICITY, Span(date(2015, 7, 1), date(2016, 1, 11)), Decimal(1940)),  # 194 days
    ]
    assert twelve_months(uses, date(2015, 1, 1)).delivered_kwh == 3650


@pytest.mark.parametrize(
    "uses",
    [
        [],
        months(2015, 12)[:11],
        months(2015, 12)[:5] + months(2015, 12)[6:],
        [*months(2015, 12), year(2014, 5, GAS), year(2016, 5, GAS)],  # a year of gas bills is missing in between
        [*months(2015, 12), *months(2015, 12, GAS)[6:]],
    ],
    ids=["nothing", "eleven months", "a hole", "a carrier's hole", "half a carrier"],
)
def test_twelve_months_with_a_gap_are_not_known(uses):
    assert twelve_months(uses, date(2015, 1, 1)) is None


def test_a_carrier_that_came_later_takes_nothing_from_earlier_months():
    assert twelve_months([year(2012, 100), year(2015, 100), year(2015, 50, HEAT)], date(2012, 1, 1)).delivered == {
        ELECTRICITY: 100
    }


def test_twelve_months_begin_on_the_first_of_a_month():
    with pytest.raises(ValueError, match="first day"):
        twelve_months([year(2015, 1)], date(2015, 1, 2))


def test_the_latest_twelve_months_need_not_be_a_calendar_year():
    uses = [*months(2023, 1200), *months(2024, 2400)[:3]]
    found = latest(uses)
    assert (found.first, found.delivered_kwh) == (date(2023, 4, 1), 900 + 600)


# the weather


def test_degree_days_of_a_year_by_hand():
    whole = Span(date(2015, 1, 1), date(2016, 1, 1))
    assert degrees(weather(2015, 2015), whole) == Degrees(Decimal(13 * 365), Decimal(0))
    assert degrees(weather(2015, 2015), Span(date(2015, 6, 1), date(2016, 6, 1))) is None


def test_the_normal_is_that_of_the_text_when_its_years_are_loaded():
    official = normal(weather(2000, 2022, warmer={2022: 5.0}))
    assert official.is_official
    assert official.years == tuple(range(2001, 2021))
    assert official.degrees.heating == 13 * Decimal(15 * 365 + 5 * 366) / 20
    some = normal(weather(2019, 2020, warmer={2020: 1.0}))
    assert not some.is_official
    assert some.years == (2019, 2020)
    assert some.degrees.heating == Decimal(13 * 365 + 12 * 366) / 2


def test_only_what_heats_and_cools_is_corrected():
    found = twelve_months([year(2015, 1000), year(2015, 1110, GAS)], date(2015, 1, 1))
    shares = Shares({GAS: Decimal("0.8")}, {ELECTRICITY: Decimal("0.1")})
    usual = Normal(Degrees(Decimal(2200), Decimal(150)), (2015,), False)
    corrected = brought_to(found, shares, Degrees(Decimal(2000), Decimal(100)), usual)
    assert (corrected.heating_kwh, corrected.cooling_kwh) == (800, 100)
    assert corrected.kwh == 2000 + 800 * Decimal("0.1") + 100 * Decimal("0.5")


def test_a_period_without_cooling_days_keeps_its_cooling_as_it_was():
    found = twelve_months([year(2015, 1000)], date(2015, 1, 1))
    usual = Normal(Degrees(Decimal(2000), Decimal(150)), (2015,), False)
    corrected = brought_to(found, Shares({}, {ELECTRICITY: HALF}), Degrees(Decimal(2000), Decimal(0)), usual)
    assert corrected.kwh == 1000


@pytest.mark.parametrize(
    ("climate", "reason"),
    [
        (Climate(), "no-temperatures"),
        (Climate(station(weather(2015, 2015))), "no-shares"),
        (Climate(shares=Shares({GAS: HALF})), "no-temperatures"),
        (Climate(station(weather(2016, 2016)), Shares({GAS: HALF})), "no-temperatures"),
        (Climate(replace(station(weather(2014, 2016)), normal=None), Shares({GAS: HALF})), "no-normal"),
    ],
)
def test_what_cannot_be_corrected_says_why(climate, reason):
    found = correct(twelve_months([year(2015, 1000, GAS)], date(2015, 1, 1)), climate)
    assert found.reason == reason
    assert found.sentence("fr") != found.sentence("en")


@pytest.mark.parametrize("parts", [{GAS: Decimal("1.1")}, {GAS: Decimal("-0.1")}])
def test_a_part_is_no_more_than_the_whole(parts):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Shares(parts)
    with pytest.raises(ValueError, match="make 1 at most"):
        Shares({GAS: Decimal("0.6")}, {GAS: HALF})


# the reference


def test_the_reference_lies_within_the_years_of_the_text():
    uses = [use for number in range(2008, 2022) for use in months(number, 1200)]
    found = references(Known(uses))
    assert (found[0].first, found[-1].first) == (date(2010, 1, 1), date(2019, 1, 1))
    assert len(found) == 9 * 12 + 1


def test_the_highest_year_is_proposed_and_a_declared_one_is_kept():
    uses = [year(2010, 900), year(2011, 1000), year(2012, 950), year(2024, 600)]
    proposed, declared = path(Known(uses)), path(Known(uses, reference=date(2012, 1, 1)))
    assert (proposed.origin, proposed.reference.months.first) == ("proposed", date(2011, 1, 1))
    assert (declared.origin, declared.reference.kwh) == ("declared", 950)


def test_a_cold_year_is_no_better_reference_than_a_mild_one():
    """2010 used more because it was colder: brought to the same weather, 2011 did."""
    uses = [year(2010, 1100, HEAT), year(2011, 1000, HEAT), year(2024, 800, HEAT)]
    days = weather(2010, 2024, warmer={2010: -3.0})
    climate = Climate(station(days), Shares({HEAT: Decimal(1)}))
    assert path(Known(uses)).reference.months.first == date(2010, 1, 1)
    assert path(Known(uses, climate=climate)).reference.months.first == date(2011, 1, 1)


@pytest.mark.parametrize(
    ("known", "reason", "words"),
    [
        (Known([year(2020, 900), year(2024, 600)]), "no-reference", "entre 2010 et 2019"),
        (Known([year(2009, 900), year(2024, 600)]), "no-reference", "entre 2010 et 2019"),
        (Known([]), "no-reference", "entre 2010 et 2019"),
        (Known([year(2015, 9), year(2024, 6)], reference=date(2019, 2, 1)), "declared-outside", "2010 et 2019"),
        (Known([year(2015, 9), year(2024, 6)], reference=date(2016, 1, 1)), "declared-incomplete", "déclarée"),
        (Known([year(2015, 900)]), "no-current", "après la référence"),
        (Known([year(2015, 9, "paille"), year(2024, 6)], reference=date(2015, 1, 1)), "no-conversion", "paille"),
    ],
)
def test_there_is_no_path_without_its_two_ends(known, reason, words):
    found = path(known)
    assert isinstance(found, Refused)
    assert found.reason == reason
    assert words in found.sentence("fr")
    assert found.sentence("en") != found.sentence("fr")


# what heats, when nobody declared it


def seasons(first: int, last: int, colder: dict[int, float]) -> Weather:
    """Cold winters and mild summers; some years are colder by so much."""
    start, end = date(first, 1, 1), date(last + 1, 1, 1)
    days = [start + timedelta(days=count) for count in range((end - start).days)]
    mean = np.array([14 - 10 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 17) / 365) for day in days])
    mean -= np.array([colder.get(day.year, 0.0) for day in days])
    return Weather(start, mean - 0.5, mean + 0.5)


def heated(days: Weather, number: int, base: float, slope: float) -> list[Used]:
    """Months of so many kWh a day, and so many for each degree below 18."""
    found = []
    for use in months(number, 0, GAS):
        degree_days = np.maximum(18 - days.mean.within(use.span), 0).sum()
        found.append(Used(GAS, use.span, Decimal(round(base * use.span.length + slope * float(degree_days)))))
    return found


def test_declared_shares_are_those_of_each_carrier():
    told = Declared(heating=HALF).climate(None, {GAS, ELECTRICITY})
    assert told.shares == Shares({GAS: HALF, ELECTRICITY: HALF}, {GAS: Decimal(0), ELECTRICITY: Decimal(0)})
    assert Declared().climate(None, {GAS}).shares is None


def test_a_path_says_whether_its_shares_were_declared_or_estimated():
    here = station(weather(2018, 2021, warmer={2021: 2.0}))
    uses = [*months(2019, 1200, GAS), *months(2021, 1200, GAS)]
    declared = path(Known(uses, climate=Declared(heating=HALF).climate(here, {GAS})))
    assert (declared.is_corrected, declared.estimated, declared.current.climate.heating_kwh > 0) == (True, False, True)
    estimated = path(Known(uses, climate=Climate(here)))
    assert (estimated.is_corrected, estimated.estimated) == (True, True)


def test_shares_of_more_than_the_whole_correct_nothing_and_say_so():
    told = Declared(heating=HALF, cooling=Decimal("0.6")).climate(station(weather(2018, 2021)), {GAS})
    found = path(Known([*months(2019, 1200, GAS), *months(2021, 1000, GAS)], climate=told))
    assert not found.is_corrected
    assert "plus de 1" in found.current.climate.sentence("fr")


def test_bills_tell_what_heats_when_nobody_declared_it():
    days = seasons(2015, 2024, colder={2024: 3.0})
    uses = heated(days, 2015, 20, 8) + heated(days, 2024, 20, 8)
    plain, corrected = path(Known(uses)), path(Known(uses, climate=Climate(station(days))))
    assert plain.change_percent > 20
    assert corrected.is_corrected
    assert abs(corrected.change_percent) < 2
    own = sum(float(use.kwh) for use in uses[:12]) - 20 * 365
    assert float(corrected.reference.climate.heating_kwh) == pytest.approx(own / 1.11, rel=0.05)


def test_a_reference_of_one_bill_heats_as_the_months_of_today_do():
    days = seasons(2015, 2024, colder={2024: 3.0})
    today = heated(days, 2024, 20, 8)
    found = path(Known([year(2015, 20_000, GAS), *today], climate=Climate(station(days))))
    assert found.is_corrected
    assert found.reference.climate.heating_kwh > 0
    alone = path(Known([year(2015, 20_000, GAS), year(2024, 20_000, GAS)], climate=Climate(station(days))))
    assert not alone.is_corrected
    assert alone.current.climate.reason == "no-shares"


# the targets


def test_the_distance_to_each_target():
    found = path(Known([year(2012, 1000), year(2024, 550)]))
    assert [(one.year, one.target_kwh, one.distance_kwh, one.is_reached) for one in found.milestones] == [
        (2030, 600, -50, True),
        (2040, 500, 50, False),
        (2050, 400, 150, False),
    ]
    assert found.change_percent == -45
    reached, left = found.milestones[0], found.milestones[2]
    assert reached.sentence("fr") == "2030 : objectif de 600 kWh atteint, 50 kWh en dessous"
    assert left.sentence("fr") == "2050 : objectif de 400 kWh, il reste 150 kWh à économiser (27,3\u202f%)"
    assert left.sentence("en") == "2050: target of 400 kWh, 150 kWh still to save (27.3%)"


def test_the_weather_is_taken_out_of_both_ends_or_of_neither():
    uses = [year(2019, 1000, HEAT), year(2024, 1000, HEAT)]
    both = weather(2019, 2024, warmer={2024: 6.5})  # 13 and 6.5 degree-days a day
    corrected = path(Known(uses, climate=Climate(station(both), Shares({HEAT: Decimal(1)}))))
    assert corrected.is_corrected
    assert float(corrected.current.kwh / corrected.reference.kwh) == pytest.approx(2 * 365 / 366, rel=1e-4)
    one_end = weather(2024, 2024)
    raw = path(Known(uses, climate=Climate(station(one_end), Shares({HEAT: Decimal(1)}))))
    assert not raw.is_corrected
    assert (raw.reference.kwh, raw.current.kwh) == (770, 770)
    assert isinstance(raw.current.climate, Corrected)


OFFICE, HALL = Activity("Bureaux standards", Decimal(1000)), Activity("Accueil", Decimal(500))
MUSEUM = Activity("Musée", HALF)
TABLE = [
    TableRow("bureaux standards", 2030, Decimal(60), Decimal(40), "H1a"),
    TableRow("Bureaux  standards", 2030, Decimal(50), Decimal(40), "H2b"),
    TableRow("Accueil", 2030, Decimal(20), Decimal(10)),
]
PLACE = Place("H1a", "0-400 m")


def test_the_absolute_target_is_weighed_by_the_area_of_each_activity():
    found = absolute([OFFICE, HALL], TABLE, 2030, PLACE)
    assert isinstance(found, Absolute)
    assert found.kwh == 1000 * 100 + 500 * 30
    assert found.kwh_per_m2.quantize(HALF) == Decimal("76.7")


@pytest.mark.parametrize(
    ("activities", "table", "target_year", "place", "reason", "names"),
    [
        ([OFFICE], [], 2030, PLACE, "no-table", ()),
        ([], TABLE, 2030, PLACE, "no-activities", ()),
        ([OFFICE, MUSEUM], TABLE, 2030, PLACE, "not-set", ("Musée",)),
        ([OFFICE], TABLE, 2040, PLACE, "not-set", ("Bureaux standards",)),
        ([OFFICE], TABLE, 2030, Place("H3"), "not-set", ("Bureaux standards",)),
        ([OFFICE], [*TABLE, TableRow("Bureaux standards", 2030, HALF, HALF)], 2030, PLACE, "ambiguous", (OFFICE.name,)),
    ],
)
def test_an_absolute_target_is_whole_or_not_set(activities, table, target_year, place, reason, names):
    found = absolute(activities, table, target_year, place)
    assert isinstance(found, NotSet)
    assert (found.reason, found.activities) == (reason, names)
    assert all(name in found.sentence("fr") for name in names)


def test_a_loaded_row_holds_everywhere_when_it_says_so():
    where = {"sous_categorie": "Accueil", "annee": 2030, "zone": "H1a", "altitude": "Toutes"}
    row = table_row({**where, "cvc_kwh_m2": Decimal(20), "use_kwh_m2": "10.5", "texte": "Arrêté du 13 avril 2022"})
    assert row == TableRow(
        "Accueil", 2030, Decimal(20), Decimal("10.5"), zone="H1a", altitude="", text="Arrêté du 13 avril 2022"
    )
    assert absolute([HALL], [row], 2030, PLACE).kwh_per_m2 == Decimal("30.5")
    assert isinstance(absolute([HALL], [row], 2030, Place("H2b")), NotSet)


def test_the_easier_of_the_two_ways_counts():
    uses = [year(2012, 200_000), year(2024, 110_000)]
    by_table = path(Known(uses, activities=[OFFICE, HALL], table=TABLE, place=PLACE)).milestones
    assert [one.way for one in by_table] == ["relative", "relative", "relative"]  # 120 000 is more than 115 000
    low = [year(2012, 150_000), year(2024, 110_000)]
    milestone = path(Known(low, activities=[OFFICE, HALL], table=TABLE, place=PLACE)).milestones[0]
    assert (milestone.way, milestone.target_kwh, milestone.relative_kwh) == ("absolute", 115_000, 90_000)
    assert milestone.is_reached


def test_a_carrier_that_stopped_is_named_since_its_bills_may_be_missing():
    found = path(Known([year(2012, 1000), year(2012, 500, GAS), year(2024, 800)]))
    assert found.stopped == (GAS,)


def test_a_site_is_the_sum_of_its_subject_buildings():
    areas = {"A": Decimal(900), "B": Decimal(500)}
    known = [Building(name, "administration", "S", tertiary_m2=area) for name, area in areas.items()]
    known.append(Building("C", "logement", "S", floor_m2=Decimal(3000)))
    paths: dict[str, Path | Refused] = {
        "A": path(Known([year(2012, 1000), year(2024, 700)])),
        "B": path(Known([year(2024, 300)])),
        "C": path(Known([year(2012, 9000), year(2024, 9000)])),
    }
    site = of_site(paths, subjects(known))
    assert site.buildings == ("A",)
    assert [(one.year, one.distance_kwh) for one in site.milestones] == [(2030, 100), (2040, 200), (2050, 300)]
    assert [(name, one.reason) for name, one in site.left_out] == [("B", "no-reference")]
    assert of_site({"C": paths["C"]}, subjects(known)) is None
