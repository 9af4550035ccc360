"""The published indicators as Parquet files by owner and year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...store import partitions, sources
from . import feed


class FolderNotEmptyError(Exception):
    """Files of an earlier export would be taken for those of this one."""


def export(folder: Path, owner: str | None = None) -> Iterator[tuple[str, str, int]]:
    """Write every published indicator, of one owner (name or id) or of all; give profile, owner and rows of each.

    Raises FolderNotEmptyError, LookupError when there is no such owner.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmptyError(folder)
    asked = sources.organization(owner) if owner else None
    if owner and asked is None:
        raise LookupError(owner)
    tables = [table for table in feed.shown() if asked is None or table.owner_org == asked.id]
    names = {one.id: one.name for one in sources.organizations([str(table.owner_org) for table in tables])}
    for table in sorted(tables, key=lambda table: (table.profile, names[str(table.owner_org)])):
        name = names[str(table.owner_org)]
        rows = partitions.write(table.resource_id, name, folder / table.profile.partition("/")[2])
        yield table.profile, name, rows
