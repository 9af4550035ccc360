"""The public table building × month of an owner: computed from what is not public, without any meter in it."""

from __future__ import annotations

import csv
import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.logic.acting import as_the_portal

from ...core.assignment import Assignment
from ...core.building_month import FILE_NAME, FORMULA, FORMULA_VERSION, METERS_PROFILE, RESOURCE_NAME, BuildingMonth
from ...core.export import cell
from ...core.indicators import BUILDING_MONTH, BUILDINGS, CONSUMPTION
from ...store import assignment, sources
from ...store.warehouse import building_month, feeds, tables
from ...store.warehouse.building_month import Inputs
from ...store.warehouse.feeds import Feed
from ..indicators import feed

DESCRIPTION = f"{FORMULA['fr']}\n\nFormule {FORMULA_VERSION}. Les tables de compteurs ne sont pas publiques."


def publish(owner: str, own: Sequence[PublishedTable]) -> bool:
    """Compute the months of an owner's buildings where a table they come from changed; whether another is shown now.

    The file is published before its hash is noted: a run that dies in between is made good by the next one.
    """
    if not is_behind(owner, own):
        return False
    inputs, said, shown = [table for table in own if _counts(table)], assignment.assignments(owner), _shown(owner)
    with tables.reading() as connection:
        found = building_month.compute(connection, _inputs(owner, inputs, said))
    output = _show(owner, found.rows, shown)
    synthetic = bool(sources.synthetic_packages({table.package_id for table in inputs}))
    names = [table.resource_id for table in inputs]
    with tables.writing() as connection:
        fingerprint = _fingerprint(inputs, said)
        feeds.record(connection, Feed(owner, names, fingerprint, output, synthetic, found.left_out))
    return output != (shown.sha256 if shown else None)


def is_behind(owner: str, own: Sequence[PublishedTable]) -> bool:
    """Whether the months shown are not those of the tables that are published now."""
    fingerprint = _fingerprint([table for table in own if _counts(table)], assignment.assignments(owner))
    shown = _shown(owner)
    with tables.reading() as connection:
        last = feeds.feed(connection, owner)
    return last is None or (last.inputs_sha256, last.output_sha256) != (fingerprint, shown.sha256 if shown else None)


def _counts(table: PublishedTable) -> bool:
    """Only buildings that anyone can see have public months."""
    return table.public or table.profile != BUILDINGS


def _inputs(owner: str, own: Sequence[PublishedTable], said: Sequence[Assignment]) -> Inputs:
    of = {
        profile: [table.resource_id for table in own if table.profile == profile]
        for profile in (BUILDINGS, METERS_PROFILE, CONSUMPTION)
    }
    return Inputs(owner, of[BUILDINGS], of[METERS_PROFILE], of[CONSUMPTION], said)


def _fingerprint(own: Sequence[PublishedTable], said: Sequence[Assignment]) -> str:
    read = [[table.profile, table.resource_id, table.publication_id] for table in own]
    told = [list(map(str, astuple(one))) for one in said]
    return hashlib.sha256(json.dumps([FORMULA_VERSION, read, told]).encode()).hexdigest()


def _shown(owner: str) -> PublishedTable | None:
    found = [table for table in sources.public_tables() if table.profile == BUILDING_MONTH and table.owner_org == owner]
    return next(iter(sources.feed_tables(found)), None)


def _show(owner: str, rows: Sequence[BuildingMonth], shown: PublishedTable | None) -> str | None:
    """Publish the rows unless they are shown already, nothing when there are none; the hash of the file."""
    if not rows:
        if shown:
            tk.get_action("resource_delete")(as_the_portal(), {"id": shown.resource_id})
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        _write(path, rows)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        if shown is None or shown.sha256 != sha256:
            told = {"profile": BUILDING_MONTH, "name": RESOURCE_NAME, "description": DESCRIPTION}
            feed.publish_table(owner, path=path, **told)
    return sha256


def _write(path: Path, rows: Sequence[BuildingMonth]) -> None:
    """The rows as French offices read them: semicolons, decimal commas."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow([field.name for field in fields(BuildingMonth)])
        writer.writerows(map(cell, astuple(row)) for row in rows)
