"""The public table of what an owner's works saved, in its dataset of indicators."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.logic.acting import as_the_portal

from ...core.export import cell
from ...core.impact import table
from ...store import sources
from ..indicators import feed
from .showing import public_buildings


def publish(owner: str, found: dict[str, Any] | None) -> None:
    """Show what was found of an owner's works on public buildings, unless it is shown already; None: nothing."""
    names = public_buildings(owner).get(owner, {}) if found else {}
    works = [work for work in found["works"] if work["building"] in names] if found else []
    shown = _shown(owner)
    if not found or not works:
        if shown:
            tk.get_action("resource_delete")(as_the_portal(), {"id": shown.resource_id})
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / table.FILE_NAME
        _write(path, [table.row(work, synthetic=found["synthetic"]) for work in works])
        if shown is None or shown.sha256 != hashlib.sha256(path.read_bytes()).hexdigest():
            told = {"profile": table.PROFILE, "name": table.RESOURCE_NAME, "description": table.DESCRIPTION}
            feed.publish_table(owner, path=path, **told)


def _shown(owner: str) -> PublishedTable | None:
    found = [one for one in sources.public_tables() if one.profile == table.PROFILE and one.owner_org == owner]
    return next(iter(sources.feed_tables(found)), None)


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    """The rows as French offices read them: semicolons, decimal commas."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([cell(value) for value in row.values()] for row in rows)
