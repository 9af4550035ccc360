"""The life of a tile, folded from its append-only events: draft → review → published → withdrawn or gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ..messages import refuse

SAVED, SUBMITTED, APPROVED, RETURNED = "saved", "submitted", "approved", "returned"
WITHDRAWN, RETIRED = "withdrawn", "retired"
#: An older revision made live again by going back to an older release; what waits goes on waiting.
ROLLED_BACK = "rolled-back"
#: A tile taken from the app since it came after the release that was gone back to; going forth again brings it back.
ROLLED_AWAY = "rolled-away"
#: The events after which the app may see their revision.
MADE_LIVE = (APPROVED, ROLLED_BACK)
STATE_DRAFT, STATE_REVIEW, STATE_PUBLISHED = "draft", "review", "published"
STATE_WITHDRAWN, STATE_GONE = "withdrawn", "gone"


@dataclass(frozen=True)
class Event:
    """Something that a person did to a tile; `revision` is the one it was done to."""

    kind: str
    revision: int
    at: datetime
    reason: str | None = None
    successor: str | None = None


@dataclass(frozen=True)
class Life:
    """Where a tile stands: `live` is the approved revision that the app may see, `waiting` the one to approve.

    `last_live` is the one that the app saw last, whatever became of it; `returned` is why the newest revision was sent
    back to its author; `ended_by` is the kind of the event that took the tile from the app.
    """

    state: str = STATE_DRAFT
    revision: int = 0
    live: int | None = None
    waiting: int | None = None
    since: datetime | None = None
    reason: str | None = None
    successor: str | None = None
    last_live: int | None = None
    returned: str | None = None
    ended_by: str | None = None

    @property
    def ever_live(self) -> bool:
        """Whether the app could ever see the tile."""
        return self.last_live is not None

    def may_save(self, given: int) -> None:
        """Raise Refused unless a new revision may follow the one given."""
        self._not_gone()
        if given != self.revision:
            raise refuse("stale-revision", "revision", current=self.revision, given=given)

    def may_submit(self) -> None:
        """Raise Refused when there is nothing new to review."""
        self._not_gone()
        if self.revision in (self.live, self.waiting):
            raise refuse("wrong-state", state=self.state)

    def may_approve(self, given: int) -> None:
        """Raise Refused unless the revision given is the one that waits."""
        self._not_gone()
        if self.waiting is None:
            raise refuse("wrong-state", state=self.state)
        if given != self.waiting:
            raise refuse("stale-revision", "revision", current=self.waiting, given=given)

    def may_return(self, given: int) -> None:
        """Raise Refused unless the revision given is the one that waits."""
        self.may_approve(given)

    def may_withdraw(self) -> None:
        """Raise Refused unless the app may see the tile."""
        if self.live is None:
            raise refuse("wrong-state", state=self.state)

    def may_retire(self) -> None:
        """Raise Refused when the tile is gone already."""
        self._not_gone()

    def _not_gone(self) -> None:
        if self.state == STATE_GONE:
            raise refuse("wrong-state", state=self.state)


def reason_code(life: Life) -> str:
    """The code of why a tile that was live is not any more, by what was done to it."""
    if life.state == STATE_GONE:
        return "retired"
    return ROLLED_AWAY if life.ended_by == ROLLED_AWAY else "withdrawn-by-hand"


def fold(events: Iterable[Event]) -> Life:
    """Where a tile stands after these events, oldest first."""
    life = Life()
    for event in events:
        life = _after(life, event)
    return life


def _after(life: Life, event: Event) -> Life:
    if event.kind == SAVED:
        state = life.state if life.ever_live else STATE_DRAFT
        return replace(life, state=state, revision=event.revision, waiting=None, returned=None)
    if event.kind == SUBMITTED:
        state = life.state if life.ever_live else STATE_REVIEW
        return replace(life, state=state, waiting=event.revision, returned=None)
    if event.kind == RETURNED:
        return replace(life, state=life.state if life.ever_live else STATE_DRAFT, waiting=None, returned=event.reason)
    if event.kind == ROLLED_BACK:
        back = replace(life, live=event.revision, last_live=event.revision)
        return replace(back, state=STATE_PUBLISHED, since=event.at, reason=None, ended_by=None)
    if event.kind == APPROVED:
        return replace(
            life,
            state=STATE_PUBLISHED,
            live=event.revision,
            last_live=event.revision,
            waiting=None,
            since=event.at,
            reason=None,
            successor=None,
            ended_by=None,
        )
    ended = replace(life, live=None, since=event.at, reason=event.reason, ended_by=event.kind)
    if event.kind == ROLLED_AWAY:
        return replace(ended, state=STATE_WITHDRAWN)
    state = STATE_WITHDRAWN if event.kind == WITHDRAWN else STATE_GONE
    return replace(ended, state=state, waiting=None, successor=event.successor)
