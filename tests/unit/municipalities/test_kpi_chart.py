"""The history of a KPI as a chart: never a line over what is not known, never two definitions as one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from ckanext.rouen_municipalities.core.kpi.chart import PLOT, TOP, Goal, draw, sparkline
from ckanext.rouen_municipalities.core.kpi.shades import SHADES, shade_of, shaded, shades
from ckanext.rouen_municipalities.core.kpi.timeline import Gap, Reading, as_it_stands, gaps, new_versions, runs, span

START = date(2026, 1, 1)


def day(number: int) -> date:
    """The day of this number, the first of January being 0."""
    return START + timedelta(days=number)


def readings(values: dict[int, float | None], version: int = 1) -> list[Reading]:
    return [Reading(day(number), value, version) for number, value in values.items()]


def test_a_missed_day_ends_a_line_and_is_a_gap() -> None:
    found = readings({0: 1, 1: 2, 5: 3, 6: 4})
    assert [[reading.value for reading in run] for run in runs(found)] == [[1, 2], [3, 4]]
    assert gaps(found) == [Gap(day(2), day(4))]
    assert gaps(found)[0].days == 3


def test_a_day_on_which_nothing_could_be_computed_is_a_gap_too() -> None:
    found = readings({0: 1, 1: None, 2: 3})
    assert gaps(found) == [Gap(day(1), day(1))]
    assert len(runs(found)) == 2


def test_a_new_definition_is_another_line_and_is_not_compared_with_the_former() -> None:
    found = [*readings({0: 10, 1: 11}), *readings({2: 5, 3: 6}, version=2)]
    assert [reading.day for reading in new_versions(found)] == [day(2)]
    assert len(runs(found)) == 2
    begins, ends = span(found) or (None, None)
    assert (begins, ends) == (found[2], found[3])


def test_one_reading_alone_says_nothing_of_a_change() -> None:
    assert span(readings({0: 1})) is None
    assert span([]) is None


def test_of_several_readings_of_a_day_the_last_stands() -> None:
    found = as_it_stands([Reading(day(1), 2, 1), Reading(day(0), 1, 1), Reading(day(1), 3, 1, corrected=True)])
    assert [(reading.day, reading.value) for reading in found] == [(day(0), 1), (day(1), 3)]


def test_the_axis_begins_at_nought_and_holds_the_target() -> None:
    chart = draw(readings({0: 34, 1: 35}), day(0), day(1), [Goal(day(0), day(1), 60, in_force=True)])
    assert (chart.grid[0].value, chart.grid[0].y) == (0, TOP + PLOT)
    assert chart.grid[-1].value >= 60
    assert TOP <= chart.goals[0].y < TOP + PLOT


@pytest.mark.parametrize("most", [1, 3, 7, 34, 100, 9_000, 12_560_234])
def test_the_grid_has_a_few_round_lines_and_no_half_things(most: int) -> None:
    chart = draw(readings({0: 0, 1: most}), day(0), day(1))
    values = [line.value for line in chart.grid]
    assert 3 <= len(values) <= 6
    assert values[-1] >= most
    assert most < 4 or all(value == int(value) for value in values)


def test_a_chart_has_a_path_for_each_run_a_point_for_a_lone_day_and_a_band_for_each_gap() -> None:
    chart = draw(readings({0: 1, 1: 2, 5: 3, 8: 4, 9: 4}), day(0), day(9))
    assert len(chart.paths) == 2
    assert [mark.day for mark in chart.lone] == [day(5)]
    assert len(chart.gaps) == 2
    assert chart.gaps[0].x == pytest.approx(100 / 9, abs=0.01)


def test_every_mark_is_inside_the_chart() -> None:
    goals = [Goal(day(-400), day(20), 30, in_force=False), Goal(day(20), day(4_000), 60, in_force=True)]
    chart = draw(readings(dict.fromkeys(range(400), 12)), day(0), day(399), goals, [(day(-20), day(89))])
    assert all(0 <= line.start <= line.end <= 100 for line in chart.goals)
    assert all(band.x >= 0 and band.x + band.width <= 100 for band in chart.frozen)
    assert 3 <= len(chart.days) <= 7


def test_a_level_stretch_costs_two_points_however_long() -> None:
    chart = draw(readings(dict.fromkeys(range(3_650), 12)), day(0), day(3_649))
    assert len(chart.paths[0]) < 40


def test_nothing_known_is_an_empty_chart() -> None:
    chart = draw([], day(0), day(9))
    assert (chart.paths, chart.last, chart.gaps) == ((), None, ())
    assert sparkline([], day(0), day(9)) == ()


def test_a_small_step_makes_no_mountain_of_a_sparkline() -> None:
    (path,) = sparkline(readings({0: 100, 1: 101}), day(0), day(1), height=32)
    first, last = (float(point.split()[1]) for point in path[1:].split("L"))
    assert 0 < first - last < 4


def test_the_shades_part_the_values_and_nought_has_none() -> None:
    known = {"a": 0.0, "b": None, "c": 1.0, "d": 1.0, "e": 2.0, "f": 5.0, "g": 12.0}
    found = shaded(known)
    assert (found["a"], found["b"]) == (0, 0)
    assert found["c"] == found["d"] < found["e"] < found["f"] < found["g"] == SHADES


def test_one_value_alone_has_the_darkest_shade() -> None:
    (only,) = shades([0, 1, 1, None])
    assert (only.number, only.low, only.high) == (SHADES, 1, 1)
    assert shade_of(1, [only]) == SHADES
