"""The life of a tile, as people lead it: writing, submitting, approving, withdrawing, retiring."""

from __future__ import annotations

from typing import Any

from ckan import model
from sqlalchemy.exc import IntegrityError

from ckanext.rouen_municipalities.crash_points import crash_point

from ..core.health import FAIL
from ..core.messages import Issue, Refused, refuse
from ..core.release import Release, Tombstone
from ..core.tile import Tile, read_id, read_tile, yaml_text
from ..core.tile.instants import written
from ..core.tile.life import APPROVED, RETIRED, RETURNED, SAVED, SUBMITTED, WITHDRAWN, Life
from ..core.tile.references import with_ids
from ..store import health as checks
from ..store import tile as tiles
from ..store.tile import Revision
from . import closing, health, owning, release, telling
from .vocabulary import vocabulary

Document = dict[str, Any]


class UnknownTile(LookupError):
    """No tile has this id."""


def create(document: Document, author: str) -> Revision:
    """Save the first revision. The id is taken for ever. Raises Refused."""
    checked = _checked(document)
    tiles.lock(model.Session, checked.id)
    if tiles.life(model.Session, checked.id) is not None:
        raise refuse("id-taken", "id", value=checked.id)
    return _save(checked, document, 1, author)


def update(tile_id: str, document: Document, given: int, author: str) -> Revision:
    """Save a new revision over the one given; what is live stays live. Raises Refused, UnknownTile."""
    checked = _checked(document)
    if checked.id != tile_id:
        raise refuse("id-changed", "id")
    life = _locked(tile_id)
    life.may_save(given)
    return _save(checked, document, given + 1, author)


def submit(tile_id: str, given: int, author: str) -> None:
    """Ask for approval of the newest revision; who may give it is told by mail. Raises Refused, UnknownTile."""
    life = _locked(tile_id)
    life.may_save(given)
    life.may_submit()
    _record(tile_id, author, SUBMITTED, given)
    telling.of_review(stored(tile_id, given), author)
    model.Session.commit()


def send_back(tile_id: str, given: int, reason: str, author: str) -> None:
    """Give the revision that waits back to its author, who is told why by mail. Raises Refused, UnknownTile."""
    life = _locked(tile_id)
    life.may_return(given)
    values = {"kind": RETURNED, "revision": given, "reason": reason}
    tiles.add_event(model.Session, tile_id, author, values)
    telling.of_return(stored(tile_id, given), reason, author)
    model.Session.commit()


def publish(tile_id: str, given: int, author: str) -> None:
    """Submit and approve the newest revision at once, for somebody who may do both. Raises Refused, UnknownTile."""
    life = _locked(tile_id)
    life.may_save(given)
    try:
        if life.waiting != given:
            life.may_submit()
            _record(tile_id, author, SUBMITTED, given)
        approve(tile_id, given, author)
    except Refused:
        model.Session.rollback()
        raise


def approve(tile_id: str, given: int, author: str) -> Release | None:
    """Let the app see the revision that waits, unless a source is private, deleted or failing. Raises Refused.

    Only an administrator of both gives a live tile to another organisation.
    """
    life = _locked(tile_id)
    life.may_approve(given)
    revision = stored(tile_id, given)
    if not owning.may_own(author, revision):
        raise refuse("other-organization", "owner.organization")
    found = health.examine(read_tile(revision.document, vocabulary()), given)
    reasons = [reason for reason in found.health.reasons if reason.state == FAIL]
    if reasons:
        raise Refused(Issue(reason.code, "sources", reason.params) for reason in reasons)
    _record(tile_id, author, APPROVED, given)
    checks.record(model.Session, found)
    crash_point("tiles-approval-decided")
    model.Session.commit()
    crash_point("tiles-approval-committed")
    health.tell()
    return release.bring_up_to_date()


def withdraw(tile_id: str, reason: str, author: str) -> None:
    """Take the tile out of the app at once; it can come back through review. Raises Refused, UnknownTile."""
    life = _locked(tile_id)
    life.may_withdraw()
    _end(tile_id, life, author, {"kind": WITHDRAWN, "reason": reason})


def retire(tile_id: str, reason: str, successor: str | None, author: str) -> None:
    """End the tile for ever; its id is not used again. Raises Refused, UnknownTile."""
    life = _locked(tile_id)
    life.may_retire()
    if successor and (successor == tile_id or tiles.life(model.Session, successor) is None):
        raise refuse("unknown-successor", "successor", value=successor)
    _end(tile_id, life, author, {"kind": RETIRED, "reason": reason, "successor": successor})


def bring_in(content: bytes | str, author: str) -> tuple[str, bool]:
    """Create or update a tile from YAML; give its id and whether anything changed. Raises Refused."""
    document = read_yaml(content)
    tile_id = read_id(document.get("id")) if isinstance(document, dict) else ""
    newest = tiles.latest(model.Session, tile_id)
    if newest is None:
        return create(document, author).tile_id, True
    if newest.document == document:
        return tile_id, False
    update(tile_id, document, newest.revision, author)
    return tile_id, True


def make_live(tile_id: str, author: str) -> bool:
    """Submit and approve the newest revision; whether it was not live before. Raises Refused, UnknownTile."""
    life = _locked(tile_id)
    if life.live == life.revision:
        model.Session.rollback()
        return False
    publish(tile_id, life.revision, author)
    return True


def read_yaml(content: bytes | str) -> Document:
    """The document of a YAML text, its sources named by this portal's ids. Raises Refused."""
    document: Document = yaml_text.load(content)
    return with_ids(document, lambda dataset, name: tiles.resource_id(model.Session, dataset, name))


def write_yaml(tile_id: str) -> str:
    """The newest revision as YAML. Raises UnknownTile."""
    return yaml_text.dump(newest(tile_id).document)


def newest(tile_id: str) -> Revision:
    """The newest revision of a tile. Raises UnknownTile."""
    found = tiles.latest(model.Session, tile_id)
    if found is None:
        raise UnknownTile(tile_id)
    return found


def stored(tile_id: str, number: int) -> Revision:
    """A revision of a tile. Raises UnknownTile."""
    found = tiles.show(model.Session, tile_id, number)
    if found is None:
        raise UnknownTile(f"{tile_id} {number}")
    return found


def life_of(tile_id: str) -> Life:
    """Where the tile stands. Raises UnknownTile."""
    found = tiles.life(model.Session, tile_id)
    if found is None:
        raise UnknownTile(tile_id)
    return found


def _checked(document: Document) -> Tile:
    return read_tile(document, vocabulary())


def _locked(tile_id: str) -> Life:
    tiles.lock(model.Session, tile_id)
    return life_of(tile_id)


def _save(tile: Tile, document: Document, number: int, author: str) -> Revision:
    organization = tiles.organization_id(model.Session, tile.owner.organization)
    if organization is None:
        raise refuse("unknown-organization", "owner.organization", value=tile.owner.organization)
    values = {"document": document, "organization": organization, "author": author}
    try:
        tiles.add_revision(model.Session, tile.id, number, values)
    except IntegrityError as taken:
        raise refuse("stale-revision", "revision", current=number, given=number - 1) from taken
    _record(tile.id, author, SAVED, number)
    model.Session.commit()
    return stored(tile.id, number)


def _record(tile_id: str, author: str, kind: str, revision: int) -> None:
    tiles.add_event(model.Session, tile_id, author, {"kind": kind, "revision": revision})


def _end(tile_id: str, life: Life, author: str, values: dict[str, Any]) -> None:
    """Out of the served release first, then out of the database."""
    tiles.add_event(model.Session, tile_id, author, {"revision": life.revision, **values})
    ended = life_of(tile_id)
    tombstone = Tombstone(
        id=tile_id,
        state="gone" if values["kind"] == RETIRED else "withdrawn",
        since=written(ended.since) if ended.since else "",
        code="retired" if values["kind"] == RETIRED else "withdrawn-by-hand",
        params={"reason": values["reason"]},
        successor=values.get("successor"),
    )
    closing.close(model.Session, lambda served: [tombstone] if _serves(served, tile_id) else [])
    model.Session.commit()
    release.bring_up_to_date()


def _serves(served: Release, tile_id: str) -> bool:
    return any(tile["id"] == tile_id for tile in served.tiles)
