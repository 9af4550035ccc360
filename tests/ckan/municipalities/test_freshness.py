"""The freshness of datasets comes from their last accepted data, for many in one query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from ckan import model
from ckanext.rouen_municipalities.core.freshness import Freshness, State
from ckanext.rouen_municipalities.core.publication import REFUSED, KeptFile, NewPublication
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.store import publication as record
from ckanext.rouen_municipalities.store.freshness import freshness_of
from counting import counted

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

Add = Callable[..., dict[str, Any]]
Act = Callable[..., Any]
SPRING = "2026-03-03T12:00:00"


def standing_of(dataset: dict[str, Any], day: date) -> Freshness:
    """How one dataset stands on a day."""
    return freshness_of(model.Session, day, [dataset["id"]])[dataset["id"]]


def in_days(count: int) -> date:
    return today() + timedelta(days=count)


def refuse_a_file_of(dataset: dict[str, Any], resource_id: str) -> None:
    """Record a file that came and did not fit."""
    file = KeptFile("faux.csv", "0" * 64, 3)
    refused = NewPublication(resource_id, dataset["id"], None, "essai", file, state=REFUSED)
    record.add(model.Session, refused)
    model.Session.commit()


@pytest.fixture
def link(add: Add, act: Act) -> dict[str, Any]:
    """A weekly dataset that is a file elsewhere, of the third of March."""
    dataset = add("menus", frequency="WEEKLY", file=False)
    elsewhere = {"url": "https://example.org/menus.csv", "last_modified": SPRING}
    act("resource_create", package_id=dataset["id"], name="Menus", **elsewhere)
    return dataset


def test_a_weekly_dataset_is_late_when_its_week_and_the_grace_of_another_are_over(add: Add) -> None:
    dataset = add("menus", frequency="WEEKLY")
    assert standing_of(dataset, in_days(14)) == Freshness(State.FRESH, 0, in_days(0), in_days(14))
    assert standing_of(dataset, in_days(26)) == Freshness(State.STALE, 12, in_days(0), in_days(14))


def test_a_new_description_freshens_nothing(link: dict[str, Any], act: Act) -> None:
    act("package_patch", id=link["id"], notes="Une autre description.")
    assert standing_of(link, date(2026, 3, 29)).days_late == 12


def test_a_refused_file_neither_freshens_nor_ages_what_was_accepted(add: Add, act: Act) -> None:
    dataset = add("menus", frequency="WEEKLY")
    resource = act("package_show", id=dataset["id"])["resources"][0]
    before = standing_of(dataset, in_days(20))
    refuse_a_file_of(dataset, resource["id"])
    assert standing_of(dataset, in_days(20)) == before
    assert before.days_late == 6


def test_what_was_only_ever_refused_has_no_data(link: dict[str, Any], act: Act) -> None:
    refuse_a_file_of(link, act("package_show", id=link["id"])["resources"][0]["id"])
    assert standing_of(link, date(2026, 3, 4)) == Freshness(State.NOT_ASSESSABLE)


def test_a_link_to_elsewhere_has_the_day_that_its_resource_states_in_rouen(link: dict[str, Any], act: Act) -> None:
    resource = act("package_show", id=link["id"])["resources"][0]
    act("resource_patch", id=resource["id"], last_modified="2026-03-03T23:30:00")
    assert standing_of(link, date(2026, 3, 4)).last_data == date(2026, 3, 4)


def test_datasets_without_a_rhythm_or_without_a_file_are_not_called_fresh(add: Add) -> None:
    irregular, empty = add("releves", frequency="IRREG"), add("projet", file=False)
    assert standing_of(irregular, in_days(0)) == Freshness(State.NOT_ASSESSABLE, last_data=in_days(0))
    assert standing_of(empty, in_days(0)) == Freshness(State.NOT_ASSESSABLE)


def test_many_datasets_are_answered_by_one_query(add: Add) -> None:
    datasets = [add(f"jeu-{number}") for number in range(3)]
    with counted() as asked:
        found = freshness_of(model.Session, today())
    assert found.keys() == {dataset["id"] for dataset in datasets}
    assert len(asked.statements) == 1
