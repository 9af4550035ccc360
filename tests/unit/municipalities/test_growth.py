"""What a file does to a table that grows, and what a profile must say before its table may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import growing
import pytest
from ckanext.rouen_municipalities.core.growth import (
    AGAIN,
    FILE,
    START_OVER,
    Addition,
    Step,
    indexes_of,
    next_step,
    still_joins,
)
from ckanext.rouen_municipalities.core.tabular.profile import Profile, ProfileError, load_profile
from hypothesis import given
from hypothesis import strategies as st

JANUARY = Addition("1", 1, growing.PROFILE, "1.0.0", "january", None, FILE)
FEBRUARY = Addition("2", 2, growing.PROFILE, "1.0.0", "february", None, FILE)


def profile(**changes: Any) -> Profile:
    return load_profile({**growing.DESCRIPTOR, **changes})


def again(addition: Addition, **changes: Any) -> Addition:
    """The same file sent later."""
    return replace(addition, publication_id="9", publication_seq=9, **changes)


class TestTheNextStep:
    def test_of_a_first_file_is_to_be_the_table(self) -> None:
        assert next_step(JANUARY, profile(), []) is Step.REPLACE

    def test_of_a_second_file_is_to_join_it(self) -> None:
        assert next_step(FEBRUARY, profile(), [JANUARY]) is Step.ADD

    def test_of_a_file_that_was_added_is_nothing(self) -> None:
        assert next_step(again(JANUARY), profile(), [JANUARY, FEBRUARY]) is Step.SKIP

    @pytest.mark.parametrize("change", [{"profile_version": "1.1.0"}, {"sheet": "2026"}, {"mode": AGAIN}])
    def test_of_a_file_that_is_to_be_read_otherwise_is_to_join_again(self, change: dict[str, str]) -> None:
        assert next_step(again(JANUARY, **change), profile(), [JANUARY]) is Step.ADD

    def test_of_a_file_that_starts_over_is_to_be_the_table(self) -> None:
        assert next_step(again(JANUARY, mode=START_OVER), profile(), [JANUARY, FEBRUARY]) is Step.REPLACE

    def test_under_another_profile_is_refused(self) -> None:
        other = profile(name="essai/autre")
        assert next_step(again(JANUARY, profile="essai/autre"), other, [JANUARY]) is Step.REFUSE

    def test_under_a_profile_that_no_longer_grows_is_refused(self) -> None:
        assert next_step(FEBRUARY, profile(publication={}), [JANUARY]) is Step.REFUSE

    def test_of_a_table_that_does_not_grow_is_always_to_replace_it(self) -> None:
        assert next_step(FEBRUARY, profile(publication={}), []) is Step.REPLACE


class TestAFileThatALaterOneOvertook:
    def test_still_joins_what_that_one_added_to(self) -> None:
        assert still_joins(JANUARY, [FEBRUARY])

    def test_does_not_join_what_that_one_declared_to_start(self) -> None:
        assert not still_joins(JANUARY, [replace(FEBRUARY, mode=START_OVER)])

    def test_does_not_join_a_table_of_another_profile_or_none(self) -> None:
        assert not still_joins(JANUARY, [replace(FEBRUARY, profile="essai/autre")])
        assert not still_joins(JANUARY, [])


@given(st.lists(st.sampled_from("abc"), min_size=1))
def test_each_file_is_added_once_however_often_and_in_whatever_order_it_comes(sent: list[str]) -> None:
    held: list[Addition] = []
    for seq, sha256 in enumerate(sent):
        addition = Addition(str(seq), seq, growing.PROFILE, "1.0.0", sha256, None, FILE)
        if next_step(addition, profile(), held) in (Step.REPLACE, Step.ADD):
            held.append(addition)
    assert [addition.sha256 for addition in held] == list(dict.fromkeys(sent))


class TestTheProfileOfAGrowingTable:
    def test_says_so(self) -> None:
        assert profile().hints.growing
        assert not profile(publication={"growing": False}).hints.growing

    def test_needs_a_key(self) -> None:
        with pytest.raises(ProfileError, match=r"publication\.growing: needs a primaryKey"):
            profile(primaryKey=[])

    def test_needs_every_field_of_the_key_on_every_row(self) -> None:
        with pytest.raises(ProfileError, match=r"contrat.*must be required"):
            profile(primaryKey=["compteur", "contrat"])

    def test_says_it_with_true_or_false(self) -> None:
        with pytest.raises(ProfileError, match="neither true nor false"):
            profile(publication={"growing": "oui"})

    def test_finds_the_neighbours_of_a_row_by_an_index(self) -> None:
        assert indexes_of(profile()) == [("contrat",)]
        other = {"rules": [{"rule": "no-overlap", "key": ["contrat"], "start": "debut", "end": "fin"}]}
        assert indexes_of(profile(**other)) == [("contrat", "debut")]
