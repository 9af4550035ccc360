"""When a link is read again, and how patiently one that fails is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from ckanext.rouen_municipalities.core.link import Link, Place, follow, next_read, next_try

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LINK = Link(
    resource_id="r1", url="https://exemple.fr/a.csv", frequency="DAILY", etag='"v1"',
    last_modified="Mon, 02 Nov 2026 10:00:00 GMT", sha256="ab", due=None, lease_token=None, lease_until=None,
    failures=0, failing_since=None, error_code=None, error_detail=None, tried=None, read=None, changed=None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("frequency", "days"),
    [("UPDATE_CONT", 1), ("DAILY", 1), ("WEEKLY", 7), ("MONTHLY", 7), ("QUARTERLY", 7), ("ANNUAL", 7), ("BIENNIAL", 7)],
)
def test_a_link_is_read_as_often_as_its_dataset_says_and_each_week_at_least(frequency: str, days: int) -> None:
    due = next_read(replace(LINK, frequency=frequency), NOW)
    assert due is not None
    assert timedelta(days=days) <= due - NOW <= timedelta(days=days) * 1.1


@pytest.mark.parametrize("frequency", ["IRREG", "NEVER", "UNKNOWN", "", None, "CATS"])
def test_without_a_fixed_frequency_a_link_is_read_on_demand_only(frequency: str | None) -> None:
    assert next_read(replace(LINK, frequency=frequency), NOW) is None


def test_links_that_were_saved_together_are_read_apart() -> None:
    moments = {next_read(replace(LINK, resource_id=f"r{number}"), NOW) for number in range(100)}
    assert len(moments) == 100


def test_a_server_that_is_down_for_weeks_is_asked_ever_less_and_once_a_day_in_the_end() -> None:
    waits = [next_try(LINK, NOW, failures) - NOW for failures in range(1, 60)]
    assert waits == sorted(waits)
    assert timedelta(minutes=5) <= waits[0] <= timedelta(minutes=6)
    assert timedelta(days=1) <= waits[-1] <= timedelta(days=1.1)
    in_three_weeks = next(number for number in range(60) if sum(waits[:number], timedelta()) > timedelta(weeks=3))
    assert in_three_weeks < 30
    assert next_try(LINK, NOW, 10**6) - NOW == waits[-1]


def test_a_server_that_says_when_to_come_back_is_obeyed_up_to_a_week() -> None:
    assert next_try(LINK, NOW, 1, 7_200) - NOW >= timedelta(hours=2)
    assert timedelta(days=7) <= next_try(LINK, NOW, 1, 10**15) - NOW <= timedelta(days=7.7)
    assert next_try(LINK, NOW, 1, 1) == next_try(LINK, NOW, 1)


def test_validators_are_sent_only_for_a_body_that_is_here() -> None:
    assert LINK.validators == {"If-None-Match": '"v1"', "If-Modified-Since": "Mon, 02 Nov 2026 10:00:00 GMT"}
    assert replace(LINK, etag=None).validators == {"If-Modified-Since": "Mon, 02 Nov 2026 10:00:00 GMT"}
    assert replace(LINK, sha256=None).validators == {}


def test_a_link_waits_while_it_is_due_or_being_read() -> None:
    later, earlier = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)
    assert replace(LINK, due=earlier).is_waiting(NOW)
    assert replace(LINK, due=later, lease_until=later).is_waiting(NOW)
    assert not replace(LINK, due=later, lease_until=earlier).is_waiting(NOW)
    assert not LINK.is_waiting(NOW)


def test_what_the_resources_say_is_told_apart_from_what_is_known() -> None:
    new, moved, paced, same, gone = (Place(name, "https://a.fr", "DAILY") for name in ("n", "m", "p", "s", "g"))
    known = {place.resource_id: place for place in (moved, paced, same, gone)}
    now = [new, replace(moved, url="https://b.fr"), replace(paced, frequency="WEEKLY"), same]
    following = follow(now, known)
    assert (following.new, following.moved) == ([new], [replace(moved, url="https://b.fr")])
    assert (following.paced, following.gone) == ([replace(paced, frequency="WEEKLY")], ["g"])
    assert following.to_read
    assert not follow([same], {"s": same}).to_read
