"""What each organisation would be told, and whether it is its turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ckan import model

from ... import config
from ...core.display import local_day
from ...core.reminding import Digest, Turn
from ...store import people, territory
from ...store import reminding as store
from ...store.freshness import freshness_of


@dataclass(frozen=True)
class Planned:
    """A digest that has something to tell, to whom, and whether it leaves now."""

    digest: Digest
    administrators: tuple[people.Person, ...]
    turn: Turn
    is_due: bool


def plan(now: datetime) -> list[Planned]:
    """Every organisation that has something to look at; a fixed number of queries, whatever their number."""
    session = model.Session
    late = store.late_datasets(session, freshness_of(session, local_day(now)))
    vacant = {each.id: each.vacant for each in territory.commune_organizations(session).values()}
    administrators, turns = people.administrators(session), store.turns(session)
    digests = [
        Digest(found, name, title, tuple(late.get(found, ())), tuple(vacant.get(found, ())))
        for found, name, title in store.organizations(session)
    ]
    return [
        _planned(each, administrators.get(each.organization_id, []), turns.get(each.organization_id, Turn()), now)
        for each in digests
        if each.points
    ]


def _planned(digest: Digest, administrators: list[people.Person], turn: Turn, now: datetime) -> Planned:
    is_due = bool(administrators) and turn.is_due(now, config.remind_every())
    return Planned(digest, tuple(administrators), turn, is_due)
