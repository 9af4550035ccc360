"""K3 and K5 over a few workshops and datasets whose numbers are counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from ckanext.rouen_municipalities.core.freshness import freshness
from ckanext.rouen_municipalities.core.kpi import KpiResult, check_result
from ckanext.rouen_municipalities.core.kpi.catalogue import Catalogue, Dataset, Owner, Resource
from ckanext.rouen_municipalities.core.kpi.staleness import stale_datasets
from ckanext.rouen_municipalities.core.kpi.wording import definition
from ckanext.rouen_municipalities.core.kpi.workshops import workshops_organised
from ckanext.rouen_municipalities.core.membership import Step, StepRecord
from ckanext.rouen_municipalities.core.workshop import Status, Workshop

DAY = date(2026, 11, 22)
OF_COMMUNES = ("commune", "assessable")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def proves_itself(kpi_id: str, result: KpiResult) -> None:
    """The ids give every number back, and every key and reason has its words."""
    described = definition(kpi_id, lambda connection: result, DAY)
    check_result(described, result)
    assert set(result.by) == set(described.dimensions)
    for name in set(result.by).difference(OF_COMMUNES):
        assert set(result.by[name]) == set(described.dimensions[name].keys), name
    assert {item.reason for item in result.not_counted} <= set(described.reasons)


class TestK3:
    COMMUNES = ("1", "2", "3", "4")

    @staticmethod
    def workshop(name: str, day: date, status: Status, communes: str = "", seats: int | None = None) -> Workshop:
        return Workshop(name, name, name, day, status, NOW, communes=tuple(communes), seats=seats)

    WORKSHOPS = (
        workshop("plenary", ago(100), Status.HELD, "123", seats=40),
        workshop("training", ago(10), Status.HELD, "2", seats=12),
        workshop("internal", ago(5), Status.HELD),
        workshop("today", DAY, Status.HELD, "29"),
        workshop("too-early", DAY + timedelta(days=1), Status.HELD, "1"),
        workshop("planned", ago(1), Status.PLANNED, "4", seats=100),
        workshop("cancelled", ago(1), Status.CANCELLED, "4"),
    )
    STEPS = {
        "1": [StepRecord("1", Step.AGREEMENT, ago(10), "")],
        "2": [StepRecord("2", Step.PAUSED, ago(9), "")],
        "3": [StepRecord("3", Step.INTEREST, ago(101), ""), StepRecord("3", Step.ACTIVE, ago(9), "")],
        "4": [StepRecord("4", Step.INTEREST, ago(1), "")],
    }

    def result(self) -> KpiResult:
        return workshops_organised(self.WORKSHOPS, self.STEPS, self.COMMUNES, DAY)

    def test_counts_those_held_whose_date_has_come(self) -> None:
        result = self.result()
        assert (result.value, result.of) == (4, 7)
        assert result.counted == ["plenary", "training", "internal", "today"]
        assert {item.id: item.reason for item in result.not_counted} == {
            "too-early": "held-to-come",
            "planned": "planned",
            "cancelled": "cancelled",
        }
        proves_itself("K3", result)

    def test_tells_those_of_at_least_two_communes(self) -> None:
        """Two of the territory: a code that is none of its communes does not make a second one."""
        assert self.result().counted_by["audience"] == {
            "several": ["plenary"],
            "one": ["training", "today"],
            "none": ["internal"],
        }

    def test_counts_the_communes_reached_and_the_seats(self) -> None:
        result = self.result()
        assert result.counted_by["follow_up"]["reached"] == ["1", "2", "3"]
        assert result.by["commune"] == {"1": 1, "2": 3, "3": 1, "4": 0}
        assert result.by["seats"] == {"seats": 52}

    def test_counts_the_communes_that_took_a_step_forward_within_90_days(self) -> None:
        """The first did on the 90th day; the second paused; the third did before, and on the 91st day."""
        assert self.result().counted_by["follow_up"]["stepped"] == ["1"]

    def test_is_zero_without_any_workshop(self) -> None:
        result = workshops_organised((), {}, self.COMMUNES, DAY)
        assert (result.value, result.by["seats"], result.source_date) == (0, {"seats": 0}, None)
        assert result.by["commune"] == dict.fromkeys(self.COMMUNES, 0)


def dataset(dataset_id: str, insee: str | None, frequency: str, last: int | None, licence: str = "open") -> Dataset:
    return Dataset(
        id=dataset_id,
        owner=Owner(f"org-{insee}", insee),
        licence=licence,
        feed=False,
        theme="ENVI",
        secondary_themes=(),
        modified=NOW,
        resources=(Resource("file", fetched=True),),
        frequency=frequency,
        freshness=freshness(frequency, None if last is None else ago(last), DAY),
    )


class TestK5:
    CATALOGUE = Catalogue(
        datasets=(
            dataset("late", "1", "WEEKLY", 15),
            dataset("in-its-grace", "1", "WEEKLY", 14),
            dataset("late-too", None, "ANNUAL", 427),
            dataset("irregular", "2", "IRREG", 1),
            dataset("refused", "2", "MONTHLY", None),
            dataset("closed", "2", "WEEKLY", 300, licence="closed"),
        ),
        communes=("1", "2", "3"),
        open_licences=frozenset({"open"}),
    )

    def test_counts_the_stale_over_the_assessable(self) -> None:
        result = stale_datasets(self.CATALOGUE)
        assert (result.value, result.of) == (2, 3)
        proves_itself("K5", result)

    def test_shows_the_share_that_cannot_be_assessed_beside(self) -> None:
        result = stale_datasets(self.CATALOGUE)
        assert result.by["state"] == {"fresh": 1, "stale": 2, "not-assessable": 2}
        assert result.by["share"] == {"stale": 66.7, "not-assessable": 40.0}

    def test_says_why_each_other_is_not_counted(self) -> None:
        assert {item.id: item.reason for item in stale_datasets(self.CATALOGUE).not_counted} == {
            "in-its-grace": "fresh",
            "irregular": "no-fixed-frequency",
            "refused": "no-accepted-data",
            "closed": "licence-not-open",
        }

    def test_has_a_row_for_every_commune(self) -> None:
        result = stale_datasets(self.CATALOGUE)
        assert result.by["commune"] == {"1": 1, "2": 0, "3": 0}
        assert result.by["assessable"] == {"1": 2, "2": 0, "3": 0}

    def test_says_since_when_each_is_late(self) -> None:
        assert stale_datasets(self.CATALOGUE).counted[0] == {
            "id": "late",
            "frequency": "WEEKLY",
            "last_data": ago(15).isoformat(),
            "due": ago(1).isoformat(),
        }

    def test_gives_no_share_of_nothing(self) -> None:
        empty = Catalogue((), ("1",), frozenset())
        assert stale_datasets(empty).by["share"] == {"stale": None, "not-assessable": None}
