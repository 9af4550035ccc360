"""Whose a tile is: the organisation of what is live, until an administrator of both gives it to another."""

from __future__ import annotations

from ckan import authz, model

from ..store import tile as tiles
from ..store.tile import Revision


def may_own(author: str, revision: Revision) -> bool:
    """Whether somebody may make a revision live, as to its owner: another than the tile's by who administers both.

    To be asked under the tile's lock: the owner does not change meanwhile.
    """
    owner = tiles.owner(model.Session, revision.tile_id)
    if owner == revision.organization or authz.is_sysadmin(author):
        return True
    both = (owner, revision.organization)
    return all(authz.has_user_permission_for_group_or_org(each, author, "admin") for each in both)
