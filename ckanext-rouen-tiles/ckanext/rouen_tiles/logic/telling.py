"""Mails about tiles: one that waits for approval, one that was sent back, one that the app no longer shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.rouen_municipalities.logic import mailing
from ckanext.rouen_municipalities.store import people
from ckanext.rouen_municipalities.store.people import Person

from ..core.tile.instants import read_written
from ..core.tile.life import ROLLED_AWAY
from ..store import release as releases
from ..store import tile as tiles
from ..store.tile import Revision

#: A withdrawal that was missed for so long, after a restore say, is told by the page alone.
TOLD_WITHIN = timedelta(days=3)
_WITHDRAWN = "withdrawn"
#: Who did it needs no mail about it.
_BY_SOMEBODY = ("withdrawn-by-hand", ROLLED_AWAY)


def of_review(revision: Revision, author: str) -> None:
    """Tell the administrators of the tile's owner, whatever the revision names, within the caller's transaction."""
    again = len(tiles.history(model.Session, revision.tile_id))
    for person in _administrators(revision.tile_id):
        if person.name != author:
            key = f"tile-review:{revision.tile_id}:{revision.revision}:{again}:{person.id}"
            _queue("tile_review", revision, person, key, author=_name_of(author))


def of_return(revision: Revision, reason: str, author: str) -> None:
    """Tell whoever wrote a revision why it was sent back, within the caller's transaction."""
    account = model.User.get(revision.author)
    if account is None or account.state != "active" or account.name == author:
        return
    again = len(tiles.history(model.Session, revision.tile_id))
    key = f"tile-returned:{revision.tile_id}:{revision.revision}:{again}:{account.id}"
    person = Person(account.id, account.name, account.email or "")
    _queue("tile_returned", revision, person, key, author=_name_of(author), reason=reason)


def of_withdrawals() -> int:
    """Tell the administrators of each tile that the newest release withdrew; once each, however often this runs."""
    release = releases.latest(model.Session)
    recent = datetime.now(UTC) - TOLD_WITHIN
    told = 0
    for entry in release.tombstones if release else []:
        if entry["state"] == _WITHDRAWN and read_written(entry["since"]) >= recent:
            told += _of_withdrawal(entry)
    model.repo.commit()
    return told


def _of_withdrawal(entry: dict[str, Any]) -> int:
    newest = tiles.latest(model.Session, entry["id"])
    if newest is None:
        return 0
    code, reason = entry["reason"]["code"], entry["reason"]["text"]["fr"]
    key = f"tile-withdrawn:{entry['id']}:{entry['since']}:{code}"
    by = tiles.history(model.Session, entry["id"])[-1].author if code in _BY_SOMEBODY else None
    return sum(
        _queue("tile_withdrawn", newest, person, f"{key}:{person.id}", reason=reason)
        for person in _administrators(newest.tile_id)
        if person.name != by
    )


def _queue(template: str, revision: Revision, person: Person, key: str, **variables: Any) -> bool:
    if not mailing.is_address(person.email):
        return False
    title = revision.document["title"]["fr"]
    link = tk.url_for("rouen_tiles.read", tile_id=revision.tile_id, qualified=True, locale="default")
    mail = mailing.write(template, to=person.email, key=key, title=title, link=link, **variables)
    return mailing.queue(mail)


def _administrators(tile_id: str) -> Iterable[Person]:
    return people.administrators(model.Session).get(tiles.owner(model.Session, tile_id) or "", [])


def _name_of(account: str) -> str:
    found = model.User.get(account)
    return str(found.fullname or found.name) if found else account
