"""Published readings become energy by day, month and year, whatever the order of their files and whatever died."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from ckan.tests import helpers
from ckanext.datastore.backend.postgres import get_read_engine
from ckanext.rouen_energy.logic import warehouse
from ckanext.rouen_energy.store.warehouse import filling, quality, rollups, tables
from ckanext.rouen_municipalities.logic.acting import as_the_portal
from meters import PARIS, days, lines, stamps

Owner = dict[str, Any]
TEN_MINUTES, FIVE_HOURS = timedelta(minutes=10), timedelta(hours=5)


def rows(query: str) -> list[tuple[Any, ...]]:
    with tables.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def held() -> dict[str, list[tuple[Any, ...]]]:
    """All that the warehouse holds of readings, by the meters' own identifiers."""
    columns = {
        "reading": "day, start, seconds, milli_wh, status",
        "meter_day": "day, milli_wh, estimated_milli_wh, low, peak, seconds, readings, suspected, covered",
        "meter_month": "month, milli_wh, estimated_milli_wh, seconds, readings, suspected, days_covered",
        "meter_year": "year, milli_wh, estimated_milli_wh, seconds, readings, suspected, days_covered, usual_peak",
    }
    own = "JOIN (SELECT meter, id_compteur FROM rouen_energy.meter) AS own USING (meter) ORDER BY id_compteur, 2, 3"
    return {
        name: rows(f"SELECT id_compteur, {of_it} FROM rouen_energy.{name} {own}") for name, of_it in columns.items()
    }


class TestReadings:
    def test_become_energy_of_the_days_of_paris_whatever_their_unit(self, readings: Any, fill: Any) -> None:
        noon = datetime(2021, 1, 10, 12, tzinfo=PARIS)
        readings(
            *lines("W1", datetime(2020, 12, 31, 23, 30, tzinfo=PARIS), [1000, "333,333", 3]),
            *lines("K1", noon, [1, "0,5"], "kWh"),
            f"G1;{noon.isoformat()};10;m3;11,2;",
            f"G1;{(noon + timedelta(hours=1)).isoformat()};10;m3;11,25;E",
            f"L1;{noon.isoformat()};5;kW;;",
        )
        assert fill() is True
        assert rows("SELECT id_compteur, day::text, milli_wh FROM rouen_energy.meter_day JOIN rouen_energy.meter "
                    "USING (meter) ORDER BY 1, 2") == [
            ("G1", "2021-01-10", 224_500_000), ("K1", "2021-01-10", 1_500_000), ("L1", "2021-01-10", 0),
            ("W1", "2020-12-31", 500_000), ("W1", "2021-01-01", 168_167),
        ]  # fmt: skip
        assert rows("SELECT status FROM rouen_energy.reading WHERE status > 0 ORDER BY 1") == [(1,), (6,)]
        assert fill() is False

    def test_cover_days_of_23_24_and_25_hours(self, readings: Any, fill: Any) -> None:
        readings(
            *lines("H", datetime(2021, 3, 28, tzinfo=PARIS), [1000] * 46),
            *lines("H", datetime(2021, 10, 31, tzinfo=PARIS), [1000] * 50),
            *(f"D;{datetime(2021, 10, day, tzinfo=PARIS).isoformat()};24;kWh;;" for day in range(29, 32)),
        )
        fill()
        found = rows(
            "SELECT meter_day.seconds / 3600, covered, milli_wh / 1000000 FROM rouen_energy.meter_day "
            "JOIN rouen_energy.meter USING (meter) ORDER BY id_compteur, day"
        )
        assert found == [(24, True, 24)] * 3 + [(23, True, 23), (25, True, 25)]

    def test_of_several_files_in_any_order_come_to_the_same_as_all_at_once(
        self, readings: Any, fill: Any, energy_portal: Owner
    ) -> None:
        first = datetime(2021, 1, 1, tzinfo=PARIS)
        curve = days("A", first, 40, lambda number: 900 + number % 7)
        spike = [*curve[:1000], curve[1000].replace(";W;", "0000;W;"), *curve[1001:]]
        alone = [f"C;{stamp};600;W;;" for stamp in (*stamps(first, 3, TEN_MINUTES), *stamps(first + FIVE_HOURS, 1))]
        readings(*spike[:720], *alone)
        fill()
        readings(*spike[960:], *days("B", first, 1, lambda number: 5), *days("C", first + FIVE_HOURS * 20, 1, int))
        fill()
        readings(*spike[720:960], curve[5].replace(";90", ";95"))
        fill()
        step_by_step = held()
        with tables.writing() as connection:
            connection.execute(sa.text("DROP SCHEMA rouen_energy CASCADE"))
        assert fill() is True
        assert held() == step_by_step
        assert [row[6:8] for row in step_by_step["meter_year"]] == [(1, 40), (48, 1), (0, 0)]

    def test_that_look_wrong_are_told_with_what_the_file_says_and_counted(
        self, readings: Any, fill: Any, energy_portal: Owner
    ) -> None:
        first = datetime(2021, 1, 1, tzinfo=PARIS)
        curve = days("A", first, 40, lambda number: 0 if number // 48 == 3 else 7 if number // 48 == 5 else number % 60)
        curve[70] = curve[70].replace(f";{70 % 60};", ";5000;")
        readings(*curve)
        fill()
        with tables.reading() as connection:
            found = quality.suspected(connection, energy_portal["id"])
            (month, _) = quality.calendar(connection, energy_portal["id"])
        assert [one.status.name for one in found] == ["SUSPECTED_STUCK"] * 48 + ["SUSPECTED_OUTLIER"]
        assert (found[-1].value, found[-1].unit, found[-1].milli_wh) == (Decimal(5000), "W", 2_500_000)
        assert (month.days, month.days_covered, month.suspected) == (31, 31, 49)

    def test_are_gone_with_their_table_and_new_when_it_starts_over(
        self, readings: Any, fill: Any, energy_portal: Owner
    ) -> None:
        resource = readings(*lines("A", datetime(2021, 1, 1, tzinfo=PARIS), [1, 2, 3]))
        fill()
        readings(*lines("B", datetime(2021, 1, 1, tzinfo=PARIS), [1, 2]), mode="start-over")
        fill()
        assert [row[0] for row in held()["reading"]] == ["B", "B"]
        helpers.call_action("resource_delete", as_the_portal(), id=resource)
        assert warehouse.owners_concerned(resource) == {energy_portal["id"]}
        assert fill() is True
        assert not any(held().values())

    def test_half_filled_by_a_run_that_died_are_filled_by_the_next(
        self, readings: Any, fill: Any, energy_portal: Owner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        readings(*lines("A", datetime(2021, 1, 1, tzinfo=PARIS), [1, 2, 3]))
        with monkeypatch.context() as patch:
            patch.setattr(rollups, "sum_all", _die)
            with pytest.raises(PowerCut):
                fill()
        assert not any(held().values())
        assert warehouse.owners_behind() == [energy_portal["id"]]
        assert fill() is True
        assert [len(found) for found in held().values()] == [3, 1, 1, 1]
        assert warehouse.owners_behind() == []

    def test_give_way_to_a_table_that_waits_for_them(
        self, readings: Any, fill: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        readings(*lines("A", datetime(2021, 1, 1, tzinfo=PARIS), [1]))
        with monkeypatch.context() as patch:
            patch.setattr(filling, "is_waited_for", lambda *_: True)
            assert fill() is False
        assert fill() is True

    def test_are_for_nobody_but_those_who_may_read_their_table(self, readings: Any, fill: Any) -> None:
        readings(*lines("A", datetime(2021, 1, 1, tzinfo=PARIS), [1]))
        fill()
        with get_read_engine().connect() as public, pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            public.execute(sa.text("SELECT * FROM rouen_energy.reading"))


class PowerCut(BaseException):
    """What stops a worker in its tracks, for a test in the same process."""


def _die(*_: object) -> None:
    raise PowerCut
