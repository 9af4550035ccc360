"""Actions of those who work on tiles together: sending back, publishing at once, comparing, what waits."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.tile.difference import differences
from ...store import tile as tiles
from .. import attention
from .. import tile as life
from ..language import as_validation_errors
from .tile import (
    author_of,
    id_and_revision,
    known,
    may_read_sources,
    may_see_drafts,
    reason_of,
    rouen_tile_show,
    without_private_names,
)

__all__ = ["rouen_tile_attention", "rouen_tile_diff", "rouen_tile_publish", "rouen_tile_return"]

Context = dict[str, Any]
Data = dict[str, Any]


def rouen_tile_return(context: Context, data_dict: Data) -> Data:
    """Send the revision that waits back to its author, with what is to be changed.

    :param id: the id of the tile
    :param revision: the revision that was reviewed
    :param reason: what is to be changed, for its author to read
    :returns: as ``rouen_tile_show``

    Administrators of the owning organisation. Raises ValidationError, ObjectNotFound.
    """
    tk.check_access("rouen_tile_return", context, data_dict)
    tile_id, revision = id_and_revision(data_dict)
    with as_validation_errors(), known():
        life.send_back(tile_id, revision, reason_of(data_dict), author_of(context))
    return rouen_tile_show(context, {"id": tile_id})


def rouen_tile_publish(context: Context, data_dict: Data) -> Data:
    """Publish the newest revision at once, submitted or not; refused as ``rouen_tile_approve`` refuses.

    :param id: the id of the tile
    :param revision: the newest revision
    :returns: as ``rouen_tile_show``

    Administrators of the owning organisation. Raises ValidationError, ObjectNotFound.
    """
    tile_id, revision = id_and_revision(data_dict)
    tk.check_access("rouen_tile_publish", context, {"id": tile_id, "revision": revision})
    with as_validation_errors(), known(), without_private_names(context, tile_id):
        life.publish(tile_id, revision, author_of(context))
    return rouen_tile_show(context, {"id": tile_id})


@tk.side_effect_free
def rouen_tile_diff(context: Context, data_dict: Data) -> list[Data]:
    """The fields in which two revisions of a tile differ.

    :param id: the id of the tile
    :param from: a revision
    :param to: another; the newest by default
    :returns: for each field ``path`` (``title.fr``, ``sources[0].map.title``), ``before``, ``after``; None is absent

    Editors of the owning organisation. Raises ValidationError, ObjectNotFound.
    """
    tk.check_access("rouen_tile_diff", context, data_dict)
    tile_id, first = id_and_revision({"id": data_dict.get("id"), "revision": data_dict.get("from")})
    newest = tiles.latest(model.Session, tile_id)
    _, last = id_and_revision({"id": tile_id, "revision": data_dict.get("to") or (newest.revision if newest else 0)})
    with known():
        before, after = life.stored(tile_id, first), life.stored(tile_id, last)
    return [vars(change) for change in differences(before.document, after.document)]


@tk.side_effect_free
def rouen_tile_attention(context: Context, data_dict: Data) -> Data:
    """What waits for those who write tiles: revisions to approve, and what keeps which tile from which communes.

    :returns: ``checked_at``; ``tiles``, how many tiles they may write; ``waiting``, for each revision to approve
      ``tile``, ``title``, ``department``, ``revision``, ``author``, ``saved_at``; ``rows``, most communes first, for
      each ``tile``, ``title``, ``department``, ``state``, ``reason``, ``communes`` (``n``, ``insee``), ``source``
      (``resource``, ``dataset``, ``title``) and ``since``

    Those who may write a tile, of the tiles that they may write.
    """
    tk.check_access("rouen_tile_attention", context, data_dict)
    return attention.attention(may_see_drafts(context), may_read_sources(context))
