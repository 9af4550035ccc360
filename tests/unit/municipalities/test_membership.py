"""How a commune joins, and where it stands on a day."""

from __future__ import annotations

from datetime import date

import pytest
from ckanext.rouen_municipalities.core.membership import (
    Position,
    Step,
    StepRecord,
    StepRefused,
    check_step,
    is_involved,
    position,
    reached,
)

TODAY = date(2026, 11, 22)


def record(step: Step, day: str) -> StepRecord:
    return StepRecord("76231", step, date.fromisoformat(day), author="métropole")


INTEREST = record(Step.INTEREST, "2021-06-12")
AGREEMENT = record(Step.AGREEMENT, "2021-10-13")
ACTIVE = record(Step.ACTIVE, "2022-03-13")
PAUSED = record(Step.PAUSED, "2023-01-10")
WITHDRAWN = record(Step.WITHDRAWN, "2024-01-10")


class TestAPosition:
    def test_is_none_before_any_step(self) -> None:
        assert position([], TODAY, publishing_since=None) == Position(None, None, Step.INTEREST)

    def test_is_the_last_step_in_force_whatever_the_order_of_recording(self) -> None:
        where = position([AGREEMENT, INTEREST], TODAY, publishing_since=None)
        assert where == Position(Step.AGREEMENT, date(2021, 10, 13), Step.ACTIVE)

    def test_does_not_know_the_future(self) -> None:
        where = position([INTEREST, AGREEMENT], date(2021, 10, 12), publishing_since=None)
        assert where.step is Step.INTEREST

    def test_is_publishing_once_an_active_commune_has_an_open_dataset(self) -> None:
        where = position([INTEREST, ACTIVE], TODAY, publishing_since=date(2022, 5, 1))
        assert where == Position(Step.PUBLISHING, date(2022, 5, 1), None)

    def test_is_publishing_since_it_is_active_when_the_dataset_came_first(self) -> None:
        assert position([ACTIVE], TODAY, publishing_since=date(2020, 1, 1)).since == date(2022, 3, 13)

    def test_stays_paused_however_much_the_commune_publishes(self) -> None:
        where = position([ACTIVE, PAUSED], TODAY, publishing_since=date(2022, 5, 1))
        assert where == Position(Step.PAUSED, date(2023, 1, 10), None)


class TestStepsReached:
    def test_are_those_in_force_in_their_order(self) -> None:
        taken = reached([ACTIVE, INTEREST, AGREEMENT], TODAY, publishing_since=None)
        assert taken == (Step.INTEREST, Step.AGREEMENT, Step.ACTIVE)

    def test_may_be_publishing_alone(self) -> None:
        assert reached([], TODAY, publishing_since=date(2022, 5, 1)) == (Step.PUBLISHING,)

    def test_are_lost_by_withdrawing_and_kept_by_a_pause(self) -> None:
        assert reached([ACTIVE, PAUSED], TODAY, publishing_since=None) == (Step.ACTIVE,)
        assert reached([ACTIVE, WITHDRAWN], TODAY, publishing_since=None) == ()


class TestInvolvement:
    def test_begins_with_an_agreement_on_its_day_of_effect(self) -> None:
        assert not is_involved([INTEREST, AGREEMENT], date(2021, 10, 12))
        assert is_involved([INTEREST, AGREEMENT], date(2021, 10, 13))

    def test_is_no_matter_of_being_active_when_no_agreement_was_recorded(self) -> None:
        assert not is_involved([INTEREST, ACTIVE], TODAY)

    def test_outlasts_a_pause_and_ends_with_an_exit(self) -> None:
        assert is_involved([AGREEMENT, PAUSED], TODAY)
        assert not is_involved([AGREEMENT, PAUSED, WITHDRAWN], TODAY)

    def test_begins_again_with_a_new_agreement(self) -> None:
        again = record(Step.AGREEMENT, "2025-01-01")
        assert is_involved([AGREEMENT, WITHDRAWN, again], TODAY)


class TestAStep:
    def test_that_is_derived_is_never_recorded(self) -> None:
        with pytest.raises(StepRefused) as refusal:
            check_step(Step.PUBLISHING, "")
        assert refusal.value.code == "not-recorded"

    @pytest.mark.parametrize("step", [Step.PAUSED, Step.DECLINED, Step.WITHDRAWN])
    def test_that_is_an_exit_needs_its_reason(self, step: Step) -> None:
        with pytest.raises(StepRefused) as refusal:
            check_step(step, "  ")
        assert refusal.value.code == "reason-missing"
        check_step(step, "Plus d'agent disponible")
