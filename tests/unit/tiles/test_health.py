"""The health of a tile: unknown is not ok, and each reason is one that a department can act on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from ckanext.rouen_tiles.core.health import FAIL, OK, UNKNOWN, WARN, ContentFacts, Health, SourceFacts, assess
from ckanext.rouen_tiles.core.messages import Issue
from ckanext.rouen_tiles.core.tile import Tile
from ckanext.rouen_tiles.core.tile.document import Freshness, Municipality

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
GOOD = ContentFacts(items=9, covered=2)


@pytest.fixture
def good(tile: Tile) -> SourceFacts:
    return SourceFacts(tile.sources[0].resource, "Déchèteries", public=True, published=True, modified=NOW)


def found(health: Health) -> tuple[str, list[str]]:
    return health.state, [reason.code for reason in health.reasons]


def test_a_fresh_public_table_with_items_is_ok(tile: Tile, good: SourceFacts) -> None:
    assert found(assess(tile, [good], GOOD, NOW)) == (OK, [])


def test_a_private_source_fails_and_nothing_else_is_said_of_it(tile: Tile, good: SourceFacts) -> None:
    facts = replace(good, public=False, published=False, modified=None)
    assert found(assess(tile, [facts], ContentFacts(), NOW)) == (FAIL, ["source-not-public"])


def test_a_source_that_is_not_there_fails(tile: Tile) -> None:
    assert found(assess(tile, [], ContentFacts(), NOW)) == (FAIL, ["source-not-public"])


def test_a_source_without_a_published_table_fails(tile: Tile, good: SourceFacts) -> None:
    assert found(assess(tile, [replace(good, published=False)], ContentFacts(), NOW)) == (
        FAIL,
        ["source-not-published"],
    )


@pytest.mark.parametrize(("days", "state"), [(29, OK), (31, WARN), (91, FAIL)])
def test_an_old_source_is_to_be_watched_then_fails(tile: Tile, good: SourceFacts, days: int, state: str) -> None:
    facts = replace(good, modified=NOW - timedelta(days=days))
    assert assess(tile, [facts], GOOD, NOW).state == state


def test_a_source_of_unknown_age_is_unknown(tile: Tile, good: SourceFacts) -> None:
    assert found(assess(tile, [replace(good, modified=None)], GOOD, NOW)) == (UNKNOWN, ["age-unknown"])


def test_a_column_that_nothing_can_be_shown_without_fails_and_another_is_to_be_watched(
    tile: Tile, good: SourceFacts
) -> None:
    assert assess(tile, [replace(good, missing_columns=("EQUIP_NOM",))], GOOD, NOW).state == FAIL
    assert assess(tile, [replace(good, missing_columns=("EQUIP_TEL",))], GOOD, NOW).state == WARN


def test_a_table_without_items_fails(tile: Tile, good: SourceFacts) -> None:
    assert found(assess(tile, [good], ContentFacts(items=0), NOW)) == (FAIL, ["too-few-rows"])


def test_content_past_a_cap_fails_with_the_cap(tile: Tile, good: SourceFacts) -> None:
    refused = ContentFacts(refused=(Issue("too-many-items", "", {"count": 2001, "commune": "76540", "maximum": 2000}),))
    health = assess(tile, [good], refused, NOW)
    assert found(health) == (FAIL, ["too-many-items"])
    assert health.reasons[0].text("fr") == "2001 éléments pour la commune 76540 ; 2000 au plus."


def test_rows_that_could_not_be_shown_are_counted(tile: Tile, good: SourceFacts) -> None:
    lost = {"rows-without-point": 2, "rows-without-commune": 1}
    health = assess(tile, [good], ContentFacts(items=5, covered=1, lost=lost), NOW)
    assert found(health) == (WARN, ["rows-without-commune", "rows-without-point"])


def aged(tile: Tile, basis: str) -> Tile:
    """The tile whose source ages by this."""
    freshness = Freshness(basis, timedelta(minutes=15), timedelta(days=3))
    return replace(tile, sources=(replace(tile.sources[0], freshness=freshness),))


@pytest.mark.parametrize(("minutes", "state"), [(14, OK), (16, WARN), (4 * 24 * 60, FAIL)])
def test_a_feed_ages_by_its_own_time_however_lately_it_was_read(
    tile: Tile, good: SourceFacts, minutes: int, state: str
) -> None:
    told = NOW - timedelta(minutes=minutes)
    by_feed = replace(good, is_feed=True, timestamp=told)
    by_rows = replace(GOOD, observed=told)
    assert assess(aged(tile, "feed_timestamp"), [by_feed], GOOD, NOW).state == state
    assert assess(aged(tile, "feed_timestamp"), [good], by_rows, NOW).state == state


def test_what_is_valid_until_a_day_ages_from_that_day(tile: Tile, good: SourceFacts) -> None:
    dated = aged(tile, "validity_period")
    states = {}
    for days in (-30, 1, 4):
        content = replace(GOOD, valid_until=NOW - timedelta(days=days))
        states[days] = found(assess(dated, [replace(good, modified=NOW - timedelta(days=900))], content, NOW))
    assert states == {-30: (OK, []), 1: (WARN, ["expired"]), 4: (FAIL, ["expired"])}


@pytest.mark.parametrize("basis", ["feed_timestamp", "validity_period"])
def test_a_time_that_nothing_tells_is_unknown_and_unknown_is_not_ok(tile: Tile, good: SourceFacts, basis: str) -> None:
    assert found(assess(aged(tile, basis), [good], GOOD, NOW)) == (UNKNOWN, ["age-unknown"])


def test_a_feed_that_was_never_read_fails_and_one_that_fails_now_is_to_be_watched(
    tile: Tile, good: SourceFacts
) -> None:
    failing = replace(good, is_feed=True, problem="status 404")
    health = assess(tile, [replace(failing, published=False)], ContentFacts(), NOW)
    assert found(health) == (FAIL, ["feed-not-read"])
    assert [health.reasons[0].text(language) for language in ("fr", "en")] == [
        "Le flux « Déchèteries » n'a pas encore pu être lu (le serveur répond 404). Vérifiez son adresse.",
        "The feed “Déchèteries” could not be read yet (the server answers 404). Check its address.",
    ]
    assert found(assess(tile, [failing], GOOD, NOW)) == (WARN, ["feed-failing"])


def test_no_item_at_all_is_healthy_where_a_source_may_have_nothing_to_tell(tile: Tile, good: SourceFacts) -> None:
    quiet = replace(tile.sources[0], municipality=Municipality("declared", min_rows=0))
    nothing = ContentFacts(items=0, covered=3)
    assert found(assess(replace(tile, sources=(quiet,)), [good], nothing, NOW)) == (OK, [])


def test_a_failing_auxiliary_source_is_only_to_be_watched_but_a_private_one_fails(
    tile: Tile, good: SourceFacts
) -> None:
    other = replace(tile.sources[0], resource="1b0ac2a6-5d37-4b1c-9c6f-6c5c1f1c2a01", role="auxiliary")
    both = replace(tile, sources=(*tile.sources, other))
    facts = SourceFacts(other.resource, "Photos", public=True)
    assert assess(both, [good, facts], GOOD, NOW).state == WARN
    assert assess(both, [good, replace(facts, public=False)], GOOD, NOW).state == FAIL
