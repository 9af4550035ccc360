"""Keeping the data dictionary of published tables to what their profiles say today."""

from __future__ import annotations

import logging

from ...core.publication import PublishedTable
from ...store import describing
from ...store import publication as record
from .dictionary import columns
from .profiles import find_profile

log = logging.getLogger(__name__)


def describe_again() -> int:
    """Bring the dictionary of every published table to its profile: one published before an update of the portal says
    what profiles said then. Give how many tables have changed."""
    return sum(_describe(table) for table in record.published_tables())


def _describe(table: PublishedTable) -> bool:
    with record.transaction() as connection:
        publication = record.show(connection, table.publication_id)
    profile = find_profile(publication.profile_read) if publication else None
    changed = describing.describe(table.resource_id, columns(profile)) if profile else []
    if changed:
        log.info("dictionary of %s written again: %s", table.resource_id, ", ".join(changed))
    return bool(changed)
