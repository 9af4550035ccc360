"""Published readings become energy by day, month and year; buildings' months become public, meters do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.datastore.backend.postgres import get_read_engine
from ckanext.rouen_energy.core.assignment import Assignment
from ckanext.rouen_energy.core.building_month import METERS_PROFILE, READINGS_PROFILE, BuildingMonth
from ckanext.rouen_energy.core.indicators import BUILDING_MONTH, CONSUMPTION
from ckanext.rouen_energy.logic import warehouse
from ckanext.rouen_energy.store import assignment, sources
from ckanext.rouen_energy.store.warehouse import feeds, filling, quality, rollups, tables
from ckanext.rouen_municipalities.logic.acting import as_the_portal
from ckanext.rouen_municipalities.logic.publication import publish_file

PARIS = ZoneInfo("Europe/Paris")
HALF_HOUR = timedelta(minutes=30)
HEADER = "id_compteur;horodate;valeur;unite;coefficient;qualite"
Owner = dict[str, Any]


def stamps(first: datetime, count: int, step: timedelta = HALF_HOUR) -> Iterator[str]:
    """Stamps with their offset in Paris, one after each step."""
    start = first.astimezone(UTC)
    return ((start + number * step).astimezone(PARIS).isoformat() for number in range(count))


def half_hours(meter: str, first: datetime, values: list[object], unit: str = "W") -> list[str]:
    moments = stamps(first, len(values))
    return [f"{meter};{stamp};{value};{unit};;" for stamp, value in zip(moments, values, strict=True)]


def days(meter: str, first: datetime, count: int, watts: Callable[[int], int]) -> list[str]:
    """Half-hours of whole days in winter."""
    return half_hours(meter, first, [watts(number) for number in range(48 * count)])


@pytest.fixture
def readings(publisher: Any) -> Callable[..., str]:
    """Publishes lines of readings, which join those of the dataset; the id of their resource."""
    publisher.dataset("releves", private=True)

    def publish(*lines: str, mode: str = "file") -> str:
        path: Path = publisher.folder / "releves.csv"
        path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
        done = publish_file(path, dataset="releves", profile=READINGS_PROFILE, name="Relevés", mode=mode)
        return str(done["resource_id"])

    return publish


@pytest.fixture
def private(publisher: Any) -> Callable[..., str]:
    """Publishes the one table of a private dataset."""

    def publish(name: str, profile: str, header: str, *lines: str) -> str:
        if name not in helpers.call_action("package_list", {"ignore_auth": True}):
            publisher.dataset(name, private=True)
        return str(publisher.table(name, profile, header, *lines))

    return publish


@pytest.fixture
def fill(energy_portal: Owner) -> Callable[[], bool]:
    """Runs the job that brings the Métropole's warehouse up to date; whether anything changed."""
    return lambda: warehouse.bring_up_to_date(energy_portal["id"])


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


def series(resource_id: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = helpers.call_action("rouen_energy_series", resource_id=resource_id, **asked)
    return found


def months() -> list[dict[str, Any]]:
    """The published file of buildings' months, as anyone downloads it through its table."""
    table = next(table for table in sources.public_tables() if table.profile == BUILDING_MONTH)
    found = helpers.call_action("datastore_search", {"user": ""}, resource_id=table.resource_id, limit=1000)
    return [{key: value for key, value in row.items() if key != "_id"} for row in found["records"]]


class TestReadings:
    def test_become_energy_of_the_days_of_paris_whatever_their_unit(self, readings: Any, fill: Any) -> None:
        noon = datetime(2021, 1, 10, 12, tzinfo=PARIS)
        readings(
            *half_hours("W1", datetime(2020, 12, 31, 23, 30, tzinfo=PARIS), [1000, "333,333", 3]),
            *half_hours("K1", noon, [1, "0,5"], "kWh"),
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
            *half_hours("H", datetime(2021, 3, 28, tzinfo=PARIS), [1000] * 46),
            *half_hours("H", datetime(2021, 10, 31, tzinfo=PARIS), [1000] * 50),
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
        readings(*spike[:720])
        fill()
        readings(*spike[960:], *days("B", first, 1, lambda number: 5))
        fill()
        readings(*spike[720:960], curve[5].replace(";90", ";95"))
        fill()
        step_by_step = held()
        with tables.writing() as connection:
            connection.execute(sa.text("DROP SCHEMA rouen_energy CASCADE"))
        assert fill() is True
        assert held() == step_by_step
        assert [row[6:8] for row in step_by_step["meter_year"]] == [(1, 40), (48, 1)]

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
        resource = readings(*half_hours("A", datetime(2021, 1, 1, tzinfo=PARIS), [1, 2, 3]))
        fill()
        readings(*half_hours("B", datetime(2021, 1, 1, tzinfo=PARIS), [1, 2]), mode="start-over")
        fill()
        assert [row[0] for row in held()["reading"]] == ["B", "B"]
        helpers.call_action("resource_delete", as_the_portal(), id=resource)
        assert warehouse.owners_concerned(resource) == {energy_portal["id"]}
        assert fill() is True
        assert not any(held().values())

    def test_half_filled_by_a_run_that_died_are_filled_by_the_next(
        self, readings: Any, fill: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        readings(*half_hours("A", datetime(2021, 1, 1, tzinfo=PARIS), [1, 2, 3]))
        with monkeypatch.context() as patch:
            patch.setattr(rollups, "sum_all", _die)
            with pytest.raises(PowerCut):
                fill()
        assert not any(held().values())
        assert fill() is True
        assert [len(found) for found in held().values()] == [3, 1, 1, 1]

    def test_give_way_to_a_table_that_waits_for_them(
        self, readings: Any, fill: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        readings(*half_hours("A", datetime(2021, 1, 1, tzinfo=PARIS), [1]))
        with monkeypatch.context() as patch:
            patch.setattr(filling, "is_waited_for", lambda *_: True)
            assert fill() is False
        assert fill() is True

    def test_are_for_nobody_but_those_who_may_read_their_table(self, readings: Any, fill: Any) -> None:
        readings(*half_hours("A", datetime(2021, 1, 1, tzinfo=PARIS), [1]))
        fill()
        with get_read_engine().connect() as public, pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            public.execute(sa.text("SELECT * FROM rouen_energy.reading"))


METER = "id_compteur;id_batiment;part;vecteur;usage;debut;fin;reseau"
BILL = "id_compteur;vecteur;debut;fin;valeur;unite;nature"


@pytest.fixture
def built(publisher: Any, readings: Any, private: Any, fill: Any, energy_portal: Owner) -> str:
    """Two public buildings, a private one, meters of every kind, their readings and bills; the id of the owner."""
    publisher.buildings("M1;Musée;76540;musée;1000;1900", "P1;Piscine;76540;piscine;300;1970")
    publisher.dataset("secret", private=True)
    header = "id_batiment;nom;code_insee;type;surface_m2;annee_construction"
    publisher.table("secret", "energy/buildings", header, "S1;Base;76540;autre;10;1990")
    private(
        "compteurs", METERS_PROFILE, METER,
        "E1;M1;0,25;électricité;bâtiment;;;", "E1;P1;0,75;électricité;bâtiment;;;",
        "E2;M1;;électricité;bâtiment;;16/01/2021;", "E2;P1;;électricité;bâtiment;16/01/2021;;",
        "H1;M1;;réseau de chaleur;bâtiment;;;7614C",
        "X1;;;gaz;bâtiment;;;", "V1;M1;;électricité;photovoltaïque;;;", "S1;S1;;gaz;bâtiment;;;",
    )  # fmt: skip
    january = datetime(2021, 1, 1, tzinfo=PARIS)
    readings(
        *days("E1", january, 31, lambda _: 1000),
        *days("E2", january, 31, lambda _: 100),
        *days("V1", january, 2, lambda _: -500),
    )
    private(
        "factures", CONSUMPTION, BILL,
        "E1;électricité;01/01/2021;11/01/2021;9999;kWh;réel",
        "H1;réseau de chaleur;01/01/2021;01/03/2021;59;MWh;estimé",
        "H1;réseau de chaleur;01/02/2021;01/03/2021;20;MWh;réel",
        "H1;réseau de chaleur;01/02/2021;01/03/2021;-1;MWh;avoir",
        "X1;gaz;01/01/2021;01/02/2021;310;kWh;",
        "S1;gaz;01/01/2021;01/02/2021;77;kWh;",
    )  # fmt: skip
    fill()
    return str(energy_portal["id"])


class TestTheMonthsOfBuildings:
    def test_are_public_by_share_and_period_without_any_meter(self, standing: Any) -> None:
        standing("built")
        found = {(row["id_batiment"], row["mois"][:7], row["vecteur"]): row for row in months()}
        assert {key: row["kwh"] for key, row in found.items()} == {
            ("M1", "2021-01", "électricité"): 744 * 0.25 + 2.4 * 15,
            ("P1", "2021-01", "électricité"): 744 * 0.75 + 2.4 * 16,
            ("M1", "2021-01", "réseau de chaleur"): 31_000,
            ("M1", "2021-02", "réseau de chaleur"): 19_000,
        }
        covered = [found[("M1", "2021-01", name)]["jours_couverts"] for name in ("électricité", "réseau de chaleur")]
        assert covered == [15, 31]
        assert {row["origine"] for row in months() if row["vecteur"] == "électricité"} == {"relevés"}
        heat = found[("M1", "2021-01", "réseau de chaleur")]
        told = [heat[name] for name in ("kwh_estimes", "reseau", "origine", "jours")]
        assert told == [31_000, "7614C", "factures", 31]
        assert set(heat) == {field.name for field in fields(BuildingMonth)}

    def test_say_what_they_leave_out(self, standing: Any) -> None:
        with tables.reading() as connection:
            found = feeds.feed(connection, standing("built"))
        assert found is not None and found.synthetic is False
        assert {(one.reason, one.meters, one.kwh) for one in found.left_out} == {
            ("other-source", 1, Decimal("9999.000")), ("replaced", 1, Decimal("28000.000")),
            ("no-building", 2, Decimal("387.000")), ("not-consumption", 1, Decimal("-24.000")),
        }  # fmt: skip

    def test_follow_what_an_officer_says_of_a_meter_and_are_the_same_bytes_otherwise(
        self, built: str, fill: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = months()
        assert fill() is False
        assignment.add(Assignment(built, "X1", "M1"), "agente")
        assert fill() is True
        added = [row for row in months() if row not in before]
        assert [(row["id_batiment"], row["vecteur"], row["kwh"]) for row in added] == [("M1", "gaz", 310)]
        monkeypatch.setattr(feeds, "record", _die)
        helpers.call_action("package_patch", as_the_portal(), id="batiments", private=True)
        with pytest.raises(PowerCut):
            fill()
        monkeypatch.undo()
        fill()
        assert [table for table in sources.public_tables() if table.profile == BUILDING_MONTH] == []


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

    @pytest.mark.parametrize("asked", [{"from": "hier"}, {"points": "1e9"}, {"from": "2021-02-01", "to": "2021-01-01"}])
    def test_is_asked_for_in_words_that_can_be_read(self, asked: dict[str, str], resource: str) -> None:
        with pytest.raises(tk.ValidationError):
            series(resource, **asked)
        with pytest.raises(tk.ObjectNotFound):
            series(resource, meter="inconnu")


class PowerCut(BaseException):
    """What stops a worker in its tracks, for a test in the same process."""


def _die(*_: object) -> None:
    raise PowerCut
