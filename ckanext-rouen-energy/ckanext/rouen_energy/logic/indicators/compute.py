"""From the public tables of an owner to its published indicator: computed again whenever one of them changes."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from ckanext.rouen_municipalities.store.datastore import reading

from ...core.export import cell
from ...core.indicators import BUILDINGS, CONSUMPTION, FORMULA_VERSION, Computed, Source, fingerprint
from ...store import computation, indicators, sources
from . import feed


class Outcome(Enum):
    """What a computation came to."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    NOTHING = "nothing"


def owners_concerned(resource_id: str) -> set[str]:
    """Owners whose indicator depends on this table; one that is gone no longer says whose it was: who used it does."""
    shown = {table.resource_id: table for table in sources.public_tables()}.get(resource_id)
    concerned = set(computation.owners_using(resource_id))
    if shown is not None and shown.profile in sources.INPUTS:
        concerned.add(str(shown.owner_org))
    return concerned


def compute_all() -> dict[str, Outcome]:
    """Bring the indicator of every owner up to date; give what became of each, by owner."""
    concerned = {*sources.owners(), *computation.latest_of_each_owner()}
    return {owner: compute_owner(owner) for owner in sorted(concerned)}


def compute_owner(owner: str) -> Outcome:
    """Bring the indicator of one owner up to date; the same inputs are computed once."""
    with computation.exclusive(owner):
        inputs = sources.inputs_of(owner)
        if _is_up_to_date(owner, inputs):
            return Outcome.UNCHANGED
        result = _compute(inputs)
        if not result.rows:
            return _withdraw(owner)
        _publish(owner, inputs, result)
        return Outcome.PUBLISHED


def _is_up_to_date(owner: str, inputs: Sequence[Source]) -> bool:
    last = computation.latest(owner)
    shown = feed.published(owner)
    return (
        last is not None
        and shown is not None
        and last.inputs_sha256 == fingerprint(FORMULA_VERSION, inputs)
        and last.output_sha256 == shown.sha256
    )


def _compute(inputs: Sequence[Source]) -> Computed:
    buildings = [source.resource_id for source in inputs if source.profile == BUILDINGS]
    consumption = [source.resource_id for source in inputs if source.profile == CONSUMPTION]
    if not buildings or not consumption:
        return Computed([], [])
    with reading() as connection:
        return indicators.compute(connection, buildings, consumption)


def _publish(owner: str, inputs: Sequence[Source], result: Computed) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / feed.FILE_NAME
        _write(path, result.rows, synthetic=any(source.synthetic for source in inputs))
        computation.record(
            computation.Computation(
                owner=owner,
                formula=FORMULA_VERSION,
                inputs=tuple(inputs),
                inputs_sha256=fingerprint(FORMULA_VERSION, inputs),
                output_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                rows=len(result.rows),
                left_out=tuple(result.left_out),
            )
        )
        feed.publish(owner, path)


def _withdraw(owner: str) -> Outcome:
    """A figure whose sources are gone is gone too."""
    return Outcome.WITHDRAWN if feed.withdraw(owner) else Outcome.NOTHING


def _write(path: Path, rows: Sequence[dict[str, Any]], *, synthetic: bool) -> None:
    """The rows as French offices read them: semicolons, decimal commas."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow([*rows[0], "synthetique"])
        writer.writerows([*map(cell, row.values()), cell(synthetic)] for row in rows)
