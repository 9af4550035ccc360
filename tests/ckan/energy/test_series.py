"""What a meter used over time: as fine as the points allow, for those who may read the table of its readings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from meters import PARIS, days


def series(resource_id: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = helpers.call_action("rouen_energy_series", resource_id=resource_id, **asked)
    return found


@pytest.fixture
def measured(readings: Any, fill: Any) -> str:
    """Two years and a day of half-hours without a day and an hour, one value corrected; the id of their resource."""
    curve = days("A", datetime(2021, 1, 1, tzinfo=PARIS), 731, lambda _: 1000)
    readings(*curve[:480], *curve[528:9600], *curve[9602:], "B;2021-01-01T00:00:00+01:00;3;kWh;;")
    resource = str(readings(curve[2].replace(";1000;", ";2000;")))
    fill()
    return resource


class TestTheSeriesOfAMeter:
    @pytest.fixture
    def resource(self, standing: Any) -> str:
        """The same, for tests that change nothing."""
        return str(standing("measured"))

    def test_is_as_fine_as_the_points_allow_and_shows_what_is_missing(self, resource: str) -> None:
        whole = series(resource)
        assert (whole["step"], len(whole["points"]), whole["meter"], whole["meters"]) == ("day", 731, "A", ["A", "B"])
        assert whole["points"][0] == ["2021-01-01T00:00:00+01:00", 24.5]
        assert whole["points"][10] == ["2021-01-11T00:00:00+01:00", None]
        assert [gap["hours"] for gap in whole["gaps"]] == [24, 1]
        assert whole["extent"] == {"from": "2021-01-01T00:00:00+01:00", "to": "2023-01-02T00:00:00+01:00"}
        assert [(series(resource, points=points)["step"]) for points in (5000, 100, 20)] == ["day", "month", "month"]
        assert [point[1] for point in series(resource, points=24)["points"]][:2] == [24 * 30 + 0.5, 24 * 28]

    def test_of_a_day_has_its_readings_and_what_they_were(self, resource: str) -> None:
        day = series(resource, **{"from": "2021-01-01", "to": "2021-01-02"})
        assert (day["step"], len(day["points"]), day["points"][2]) == ("reading", 48, ["2021-01-01T01:00:00+01:00", 1])
        assert [(one["kwh"], one["was_kwh"]) for one in day["replaced"]] == [(1, 0.5)]
        night = series(resource, **{"from": "2021-01-10", "to": "2021-01-13"})
        assert [point[1] for point in night["points"]] == [0.5] * 48 + [None] + [0.5] * 48
        assert night["gaps"] == [
            {"from": "2021-01-11T00:00:00+01:00", "to": "2021-01-12T00:00:00+01:00", "hours": 24}
        ]
        hours = series(resource, **{"from": "2021-01-10", "to": "2021-01-13"}, points=80)
        assert (hours["step"], [point[1] for point in hours["points"]]) == ("hour", [1] * 24 + [None] + [1] * 24)
        assert series(resource, **{"from": "2021-01-11", "to": "2021-01-12"})["gaps"] == night["gaps"]
        assert series(resource, **{"from": "2030-01-11", "to": "2030-01-12"})["points"] == []

    def test_is_refused_to_who_may_not_read_the_table(self, resource: str, app: Any) -> None:
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action("rouen_energy_series", {"user": "", "ignore_auth": False}, resource_id=resource)
        assert app.get(f"/api/3/action/rouen_energy_series?resource_id={resource}", status=403).json["success"] is False

    @pytest.mark.parametrize(
        "asked",
        [
            {"from": "hier"},
            {"points": "1e9"},
            {"points": "000000100" + "0" * 4400},
            {"from": "2021-02-01", "to": "2021-01-01"},
        ],
        ids=["a word", "no digits", "thousands of digits", "backwards"],
    )
    def test_is_asked_for_in_words_that_can_be_read(self, asked: dict[str, str], resource: str) -> None:
        with pytest.raises(tk.ValidationError):
            series(resource, **asked)
        with pytest.raises(tk.ObjectNotFound):
            series(resource, meter="inconnu")
