"""What works saved by 600 meters that were read each day: the portal's own way, from published tables to its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import meters
import numpy as np
import pytest
from backstage import Backstage
from figures import Figure, Figures
from outside import Portal
from publishing import Desk, temporary_dataset

OWNER, BUILDING = "rouen", "MESURE-1"
DAYS, SHARE, MEMORY = 730, 0.15, 300
COMPUTE = ("rouen", "energy", "compute")
FIRST = date(2022, 1, 1)
#: A day, at the turn of the two years.
WORKS = {"first": "2023-01-01", "end": "2023-01-02"}
BUILDINGS = "id_batiment;nom;code_insee;type;surface_m2;annee_construction"


@pytest.fixture(scope="module")
def estate(backstage: Backstage, portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A building, its 600 meters, their days of two years and the weather of these, published."""
    folder = tmp_path_factory.mktemp("impact")
    with temporary_dataset(portal) as public, temporary_dataset(portal, "-prive", private=True) as private:
        for dataset, profile, lines in (
            (public, "energy/buildings", [BUILDINGS, f"{BUILDING};Mesure;76540;administration;1000;1950"]),
            (public, "energy/temperatures", ["station;date;tn;tx", *weather()]),
            (private, "energy/meters", ["id_compteur;id_batiment;vecteur", *named()]),
            (private, meters.PROFILE, [meters.SEPARATOR.join(meters.COLUMNS), *readings()]),
        ):
            path = folder / f"{profile.partition('/')[2]}.csv"
            path.write_text("\n".join([*lines, ""]), encoding="utf-8")
            Desk(backstage, portal, dataset, profile=profile).publish(path, len(lines) - 1)
        backstage.command(*COMPUTE)
        yield


@pytest.mark.usefixtures("estate")
def test_what_works_on_600_meters_saved_is_computed_in_time(
    backstage: Backstage, portal: Portal, figures: Figures, pytestconfig: pytest.Config
) -> None:
    with backstage.without("scheduler", "worker"):
        idle = backstage.command(*COMPUTE)[1]
        computed = [compute(backstage, portal) for _ in range(pytestconfig.getoption("--runs"))]
    seconds, megabytes = ([each[place] for each in computed] for place in (0, 1))
    figures.add(Figure("savings of 600 meters with two years of days", "s", seconds, aim=10, lower_is_better=True))
    figures.add(Figure("memory of that command", "MB", megabytes, aim=MEMORY, lower_is_better=True))
    figures.add(Figure("memory of the same command with nothing to compute", "MB", [idle]))


def compute(backstage: Backstage, portal: Portal) -> tuple[float, float]:
    """Seconds that the savings took, and the most memory of the command; what it found is what was put in."""
    works = {"owner": OWNER, "building": BUILDING, "kind": "works", "text": "Mesure", **WORKS}
    work = portal.call("rouen_energy_work_declare", **works)
    try:
        told, megabytes = backstage.command(*COMPUTE)
        (found,) = portal.read("rouen_energy_impact", owner=OWNER, building=BUILDING)["works"]
    finally:
        portal.call("rouen_energy_work_withdraw", owner=OWNER, id=work["id"])
    assert (found["level"], found["meters"]) == ("measured", {"counted": meters.METERS, "refused": 0})
    assert found["percent"] == pytest.approx(100 * SHARE, abs=0.5)
    seconds = re.search(r"économies des travaux calculées en ([\d.]+) s", told)
    assert seconds, told
    return float(seconds[1]), megabytes


def temperatures() -> np.ndarray:
    """The mean of each day: of a year, with what one day is unlike the next."""
    days = np.arange(DAYS)
    return np.round(11 - 7 * np.cos(2 * np.pi * (days - 17) / 365) + np.random.default_rng(1).normal(0, 2, DAYS), 1)


def weather() -> Iterator[str]:
    """Lines of the table of temperatures."""
    for number, mean in enumerate(temperatures()):
        yield f"MESURE;{FIRST + timedelta(days=number)};{mean - 4:.1f};{mean + 4:.1f}"


def named() -> Iterator[str]:
    """Lines of the table of meters."""
    return (f"{meters.meter_name(number)};{BUILDING};gaz" for number in range(meters.METERS))


def readings() -> Iterator[str]:
    """Lines of the table of readings: days of meters that are heated, and use less after the works."""
    chance, heating = np.random.default_rng(2), np.maximum(15.5 - temperatures(), 0)
    start = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=meters.PARIS)
    stamps = [(start + timedelta(days=number)).isoformat() for number in range(DAYS)]
    left = np.where(np.arange(DAYS) < DAYS // 2, 1, 1 - SHARE)
    for number in range(meters.METERS):
        kwh = (40 + 10 * heating) * left * chance.normal(1, 0.1, DAYS)
        name = meters.meter_name(number)
        yield from (f"{name};{stamp};{value:.3f};kWh;;" for stamp, value in zip(stamps, kwh, strict=True))
