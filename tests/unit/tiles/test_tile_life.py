"""The life of a tile: an edit never goes live unapproved, an id is taken for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from ckanext.rouen_tiles.core.messages import Refused
from ckanext.rouen_tiles.core.tile.life import (
    APPROVED,
    RETIRED,
    RETURNED,
    ROLLED_AWAY,
    ROLLED_BACK,
    SAVED,
    SUBMITTED,
    WITHDRAWN,
    Event,
    Life,
    fold,
    reason_code,
)

START = datetime(2026, 1, 1, tzinfo=UTC)


def after(*steps: tuple[str, int]) -> Life:
    return fold(Event(kind, revision, START + timedelta(days=day)) for day, (kind, revision) in enumerate(steps))


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.issues[0].code


def test_a_new_tile_is_a_draft_that_the_app_does_not_see() -> None:
    life = after((SAVED, 1))
    assert (life.state, life.revision, life.live) == ("draft", 1, None)


def test_a_submitted_tile_waits_and_an_approved_one_is_live() -> None:
    assert after((SAVED, 1), (SUBMITTED, 1)).state == "review"
    life = after((SAVED, 1), (SUBMITTED, 1), (APPROVED, 1))
    assert (life.state, life.live) == ("published", 1)


def test_an_edit_of_a_published_tile_leaves_the_approved_revision_live() -> None:
    life = after((SAVED, 1), (SUBMITTED, 1), (APPROVED, 1), (SAVED, 2))
    assert (life.state, life.live, life.revision) == ("published", 1, 2)


def test_an_edit_during_review_must_be_submitted_again() -> None:
    life = after((SAVED, 1), (SUBMITTED, 1), (SAVED, 2))
    assert life.waiting is None
    with pytest.raises(Refused) as refused:
        life.may_approve(2)
    assert code(refused) == "wrong-state"


def test_a_revision_sent_back_is_a_draft_again_until_it_is_submitted_again() -> None:
    returned = after((SAVED, 1), (SUBMITTED, 1), (RETURNED, 1))
    assert (returned.state, returned.waiting) == ("draft", None)
    returned.may_submit()
    with pytest.raises(Refused) as refused:
        returned.may_approve(1)
    assert code(refused) == "wrong-state"
    assert after((SAVED, 1), (SUBMITTED, 1), (RETURNED, 1), (SUBMITTED, 1)).state == "review"


def test_sending_an_edit_back_leaves_the_approved_revision_live() -> None:
    life = after((SAVED, 1), (SUBMITTED, 1), (APPROVED, 1), (SAVED, 2), (SUBMITTED, 2), (RETURNED, 2))
    assert (life.state, life.live, life.waiting) == ("published", 1, None)


def test_only_what_waits_is_sent_back() -> None:
    with pytest.raises(Refused) as refused:
        after((SAVED, 1)).may_return(1)
    assert code(refused) == "wrong-state"


def test_a_withdrawn_tile_comes_back_through_review() -> None:
    withdrawn = after((SAVED, 1), (SUBMITTED, 1), (APPROVED, 1), (WITHDRAWN, 1))
    assert (withdrawn.state, withdrawn.live) == ("withdrawn", None)
    withdrawn.may_submit()
    again = after((SAVED, 1), (SUBMITTED, 1), (APPROVED, 1), (WITHDRAWN, 1), (SUBMITTED, 1), (APPROVED, 1))
    assert (again.state, again.live, again.reason) == ("published", 1, None)


def test_nothing_follows_the_end() -> None:
    gone = after((SAVED, 1), (RETIRED, 1))
    for act in (lambda: gone.may_save(1), gone.may_submit, lambda: gone.may_approve(1), gone.may_retire):
        with pytest.raises(Refused) as refused:
            act()
        assert code(refused) == "wrong-state"


def test_a_save_over_a_revision_that_has_moved_on_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        after((SAVED, 1), (SAVED, 2)).may_save(1)
    assert code(refused) == "stale-revision"


def test_only_the_revision_that_was_reviewed_can_be_approved() -> None:
    with pytest.raises(Refused) as refused:
        after((SAVED, 1), (SAVED, 2), (SUBMITTED, 2)).may_approve(1)
    assert code(refused) == "stale-revision"


def test_a_tile_that_going_back_took_away_keeps_what_waits_and_says_what_took_it() -> None:
    away = after((SAVED, 1), (SUBMITTED, 1), (APPROVED, 1), (SAVED, 2), (SUBMITTED, 2), (ROLLED_AWAY, 1))
    assert (away.state, away.live, away.waiting, reason_code(away)) == ("withdrawn", None, 2, "rolled-away")
    by_hand = after((SAVED, 1), (SUBMITTED, 1), (APPROVED, 1), (WITHDRAWN, 1))
    assert reason_code(by_hand) == "withdrawn-by-hand"


def test_a_tile_brought_back_and_then_withdrawn_by_a_person_was_withdrawn_by_a_person() -> None:
    published = ((SAVED, 1), (SUBMITTED, 1), (APPROVED, 1), (ROLLED_AWAY, 1), (ROLLED_BACK, 1))
    assert (after(*published).state, after(*published).ended_by) == ("published", None)
    assert reason_code(after(*published, (WITHDRAWN, 1))) == "withdrawn-by-hand"
