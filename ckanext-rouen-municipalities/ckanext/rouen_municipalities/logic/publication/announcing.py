"""Telling the readers of tables: CKAN's search and views, then indicators, tiles and KPIs through the signal."""

from __future__ import annotations

import logging

import ckan.plugins.toolkit as tk
from ckan.lib import search

from ...core.publication import Announcement
from ...crash_points import crash_point
from ...signals import table_published
from ...store import datastore
from ...store import publication as record
from ..acting import as_the_portal
from .profiles import find_profile

log = logging.getLogger(__name__)


def announce_changes(resource_id: str | None = None) -> None:
    """Tell what has not been told yet, of one resource or of all; what fails is told again by the sweeper."""
    for change in record.unannounced(resource_id):
        try:
            _announce(change)
        except Exception:
            log.exception("readers of resource %s could not be told", change.resource_id)


def _announce(change: Announcement) -> None:
    if change.publication_id:
        show_in_ckan(change.resource_id)
        _index(change.resource_id, change.publication_id)
    table_published.send(change.resource_id, profile=change.profile, publication_id=change.publication_id)
    crash_point("announcing")
    record.record_announced(change)


def _index(resource_id: str, publication_id: str) -> None:
    """Add the indexes that its profile declares to a table that replaced another; the swap does not wait for them."""
    with record.transaction() as connection:
        publication = record.show(connection, publication_id)
    profile = find_profile(publication.profile_read) if publication else None
    if profile and not profile.hints.growing:
        datastore.add_indexes(resource_id, publication_id, profile.hints.indexes)


def show_in_ckan(resource_id: str) -> None:
    """Index the dataset anew and add the views that need a table: CKAN adds none of them by itself."""
    context = {**as_the_portal(), "use_cache": False}
    resource = tk.get_action("resource_show")(dict(context), {"id": resource_id})
    # Asked for one dataset by `package_id`, CKAN takes it out of the index first: it would vanish for a moment.
    search.rebuild(package_ids=[resource["package_id"]])
    search.commit()
    tk.get_action("resource_create_default_resource_views")(
        dict(context), {"resource": resource, "create_datastore_views": True}
    )
