"""K2a and K2c over a few communes whose numbers are counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from ckanext.rouen_municipalities.core.freshness import changed_in_time, freshness
from ckanext.rouen_municipalities.core.kpi import KpiResult, check_result
from ckanext.rouen_municipalities.core.kpi.catalogue import Catalogue, Dataset, Owner, Resource
from ckanext.rouen_municipalities.core.kpi.involvement import communes_involved
from ckanext.rouen_municipalities.core.kpi.publishing import communes_alive
from ckanext.rouen_municipalities.core.kpi.wording import definition
from ckanext.rouen_municipalities.core.membership import Step, StepRecord
from ckanext.rouen_municipalities.core.territory import Commune, communes_at

DAY = date(2026, 11, 22)


def commune(insee: str, population: int) -> Commune:
    return Commune(insee, f"Commune {insee}", "", (), population, 2023, 49.4, 1.1, date(2015, 1, 1))


LARGE, MIDDLE, SMALL, TINY = commune("1", 6_000), commune("2", 3_500), commune("3", 3_499), commune("4", 1)
COMMUNES = (LARGE, MIDDLE, SMALL, TINY)


def steps(insee: str, *taken: tuple[Step, str]) -> list[StepRecord]:
    return [
        StepRecord(insee, step, date.fromisoformat(day), "metropole", evidence=f"https://exemple.fr/{step}")
        for step, day in taken
    ]


INTEREST, AGREEMENT, ACTIVE = (
    (Step.INTEREST, "2021-06-01"),
    (Step.AGREEMENT, "2021-10-01"),
    (Step.ACTIVE, "2022-01-01"),
)
PAUSED, WITHDRAWN = (Step.PAUSED, "2023-01-01"), (Step.WITHDRAWN, "2024-01-01")


def proves_itself(kpi_id: str, result: KpiResult) -> None:
    """The ids give every number back, and every key and reason has its words."""
    described = definition(kpi_id, lambda connection: result, DAY)
    check_result(described, result)
    assert set(result.by) == set(described.dimensions)
    for name in set(result.by).difference(["commune"]):
        assert set(result.by[name]) == set(described.dimensions[name].keys), name
    assert {item.reason for item in result.not_counted} <= set(described.reasons)


class TestK2a:
    RECORD = {
        "1": steps("1", INTEREST, AGREEMENT, ACTIVE),
        "2": steps("2", INTEREST, AGREEMENT, PAUSED),
        "3": steps("3", AGREEMENT, ACTIVE, WITHDRAWN),
    }

    def test_counts_agreements_in_force_and_shows_the_pause(self) -> None:
        result = communes_involved(self.RECORD, COMMUNES, DAY)
        assert (result.value, result.of) == (2, 4)
        proves_itself("K2a", result)
        assert {key: ids for key, ids in result.counted_by["state"].items() if ids} == {
            "active": ["1"],
            "paused": ["2"],
            "withdrawn": ["3"],
            "no-step": ["4"],
        }

    def test_is_set_over_the_communes_that_the_law_obliges_and_over_the_population(self) -> None:
        result = communes_involved(self.RECORD, COMMUNES, DAY)
        assert result.by["size"] == {"at-least-3500": 2, "below-3500": 0}
        assert result.by["territory"] == {"at-least-3500": 2, "below-3500": 2}
        assert result.by["share"] == {"communes": 50.0, "at-least-3500": 100.0, "population": 73.1}

    def test_knows_the_day_on_which_an_agreement_takes_effect(self) -> None:
        before = communes_involved(self.RECORD, COMMUNES, date(2021, 9, 30))
        assert before.value == 0
        assert {item.id: item.reason for item in before.not_counted} == {
            "1": "agreement-to-come",
            "2": "agreement-to-come",
            "3": "agreement-to-come",
            "4": "no-step",
        }
        assert communes_involved(self.RECORD, COMMUNES, date(2021, 10, 1)).value == 3

    def test_ends_on_the_day_of_the_exit(self) -> None:
        assert communes_involved(self.RECORD, COMMUNES, date(2023, 12, 31)).by["commune"]["3"] == 1
        assert communes_involved(self.RECORD, COMMUNES, date(2024, 1, 1)).by["commune"]["3"] == 0

    def test_proves_itself_by_the_steps_with_their_dates_and_documents(self) -> None:
        first = communes_involved(self.RECORD, COMMUNES, DAY).counted[0]
        assert not isinstance(first, str)
        assert (first["id"], first["since"], first["population"]) == ("1", "2021-10-01", 6_000)
        assert first["steps"][1] == {
            "step": "agreement",
            "date": "2021-10-01",
            "evidence": "https://exemple.fr/agreement",
        }

    def test_begins_anew_with_the_agreement_that_follows_an_exit(self) -> None:
        again = steps("1", AGREEMENT, WITHDRAWN, (Step.AGREEMENT, "2025-05-05"))
        counted = communes_involved({"1": again}, COMMUNES, DAY).counted[0]
        assert not isinstance(counted, str)
        assert counted["since"] == "2025-05-05"

    @pytest.mark.parametrize(
        ("taken", "reason"),
        [
            ([INTEREST], "interest"),
            ([INTEREST, ACTIVE], "without-agreement"),
            ([INTEREST, (Step.DECLINED, "2022-01-01")], "declined"),
            ([AGREEMENT, WITHDRAWN, (Step.AGREEMENT, "2027-01-01")], "agreement-to-come"),
            ([INTEREST, PAUSED], "interest"),
            ([(Step.INTEREST, "2027-01-01")], "no-step"),
        ],
    )
    def test_says_why_a_commune_is_not_involved(self, taken: list[tuple[Step, str]], reason: str) -> None:
        result = communes_involved({"1": steps("1", *taken)}, COMMUNES, DAY)
        assert {item.id: item.reason for item in result.not_counted}["1"] == reason

    def test_has_a_row_for_each_of_the_71_communes_of_which_31_are_obliged(self) -> None:
        result = communes_involved({}, communes_at(DAY), DAY)
        assert (result.value, result.of, len(result.by["commune"])) == (0, 71, 71)
        assert result.by["territory"] == {"at-least-3500": 31, "below-3500": 40}

    def test_names_the_share_of_the_population_that_lives_in_obliged_communes(self) -> None:
        record = {each.insee: steps(each.insee, AGREEMENT) for each in communes_at(DAY) if each.has_obligation}
        assert communes_involved(record, communes_at(DAY), DAY).by["share"]["population"] == 89.3


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def dataset(dataset_id: str, insee: str, accepted: int, changed: int | None, frequency: str = "MONTHLY") -> Dataset:
    """An open dataset of a commune whose data was last accepted, and last changed, so many days ago."""
    return Dataset(
        id=dataset_id,
        owner=Owner(f"org-{insee}", insee or None),
        licence="etalab-2.0",
        feed=False,
        theme="ENVI",
        secondary_themes=(),
        modified=datetime(2026, 3, 3, tzinfo=UTC),
        resources=(Resource("file", fetched=True),),
        frequency=frequency,
        freshness=freshness(frequency, ago(accepted), DAY),
        changed=None if changed is None else ago(changed),
    )


CATALOGUE = Catalogue(
    datasets=(
        dataset("alive", "1", accepted=3, changed=31),
        dataset("old", "1", accepted=400, changed=400),
        dataset("sent-again", "2", accepted=3, changed=32),
        dataset("stale", "3", accepted=46, changed=46),
        dataset("irregular", "4", accepted=1, changed=1, frequency="IRREG"),
        dataset("of-the-metropole", "", accepted=1, changed=1),
    ),
    communes=("1", "2", "3", "4", "5"),
    open_licences=frozenset({"etalab-2.0"}),
)


class TestK2c:
    def test_counts_communes_of_which_a_dataset_is_fresh_and_has_changed(self) -> None:
        result = communes_alive(CATALOGUE, DAY)
        assert (result.value, result.of) == (1, 5)
        proves_itself("K2c", result)
        assert result.counted == [{"id": "1", "datasets": ["alive"]}]

    def test_is_not_revived_by_the_same_file_sent_again(self) -> None:
        reasons = {item.id: item.reason for item in communes_alive(CATALOGUE, DAY).not_counted}
        assert reasons == {
            "2": "unchanged",
            "3": "all-stale",
            "4": "not-assessable",
            "5": "no-open-dataset",
        }

    def test_has_a_row_for_every_commune(self) -> None:
        result = communes_alive(CATALOGUE, DAY)
        assert result.by["commune"] == {"1": 1, "2": 0, "3": 0, "4": 0, "5": 0}
        assert sum(result.by["state"].values()) == 5  # type: ignore[arg-type]

    def test_dates_from_the_last_content_that_is_new(self) -> None:
        assert communes_alive(CATALOGUE, DAY).source_date == ago(31)

    @pytest.mark.parametrize(
        ("frequency", "days", "expected"),
        [("MONTHLY", 31, True), ("MONTHLY", 32, False), ("ANNUAL", 366, True), ("ANNUAL", 367, False)],
    )
    def test_leaves_no_grace_to_the_content(self, frequency: str, days: int, expected: bool) -> None:
        assert changed_in_time(frequency, ago(days), DAY) is expected

    @pytest.mark.parametrize(("frequency", "changed"), [("IRREG", DAY), ("", DAY), (None, DAY), ("DAILY", None)])
    def test_cannot_be_alive_without_a_fixed_frequency_or_a_known_content(
        self, frequency: str | None, changed: date | None
    ) -> None:
        assert not changed_in_time(frequency, changed, DAY)
