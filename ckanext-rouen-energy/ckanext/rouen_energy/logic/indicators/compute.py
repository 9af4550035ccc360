"""From the public tables of an owner to its published indicators: computed again whenever one of them changes.

By building and year first, with the factors applied; then the sums of that published table. Each is recorded with the
hashes of what it was computed from before it is published: a run that dies half-way is finished by the next one.
"""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.datastore import reading

from ... import config
from ...core import factors as core_factors
from ...core import indicators as core
from ...core.export import cell
from ...core.factors import Factor
from ...core.indicators import LeftOut, Source, fingerprint
from ...store import computation, sources
from ...store.indicators import sums
from ...store.indicators.building_year import Applied, BuildingYears, Inputs, networks
from . import feed
from .factors import choice

Rows = list[dict[str, Any]]


class Outcome(Enum):
    """What a computation came to; its words are for the command line."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    NOTHING = "nothing"

    @property
    def words(self) -> str:
        """It in French."""
        return _WORDS[self]


_WORDS = {
    Outcome.PUBLISHED: "publiés",
    Outcome.UNCHANGED: "inchangés",
    Outcome.WITHDRAWN: "retirés",
    Outcome.NOTHING: "rien à calculer",
}


@dataclass(frozen=True)
class Result:
    """The rows of an indicator, and what they leave out."""

    rows: Rows
    left_out: Sequence[LeftOut] = ()


#: What sums the published table by building and year, by the profile it is published as.
SUMS: dict[str, Callable[[Connection, str], Rows]] = {core.INDICATOR: sums.by_type, core.COMMUNE_YEAR: sums.by_commune}


def owners_concerned(resource_id: str) -> set[str]:
    """Owners whose indicators depend on this table; one that is gone no longer says whose it was: who used it does."""
    shown = {table.resource_id: table for table in sources.input_tables()}.get(resource_id)
    concerned = set(computation.owners_using(resource_id))
    if shown is not None:
        concerned.add(str(shown.owner_org))
    return concerned


def compute_all() -> dict[str, Outcome]:
    """Bring the indicators of every owner up to date; give what became of each, by owner."""
    concerned = {*sources.owners(), *computation.owners()}
    return {owner: compute_owner(owner) for owner in sorted(concerned)}


def compute_owner(owner: str) -> Outcome:
    """Bring the indicators of one owner up to date; the same inputs are computed once."""
    with computation.exclusive(owner):
        inputs = sources.inputs_of(owner)
        first = _buildings(owner, inputs)
        if first in (Outcome.WITHDRAWN, Outcome.NOTHING):
            return first
        second = [_summed(owner, core.published(profile), inputs) for profile in SUMS]
        return Outcome.PUBLISHED if Outcome.PUBLISHED in (first, *second) else Outcome.UNCHANGED


def _buildings(owner: str, inputs: Sequence[Source]) -> Outcome:
    """The indicator by building and year, and the factors that it cites: these are there before it is."""
    tables = [core.published(core.FACTOR), core.published(core.BUILDING_YEAR)]
    if all(_is_up_to_date(owner, one, inputs) for one in tables):
        return Outcome.UNCHANGED
    applied, result = _compute(inputs)
    if not result.rows:
        return _withdraw(owner)
    for one, made in zip(tables, (Result(_factor_rows(applied)), result), strict=True):
        _publish(owner, one, inputs, made)
    return Outcome.PUBLISHED


def _summed(owner: str, one: core.Published, inputs: Sequence[Source]) -> Outcome:
    table = feed.published(owner, core.BUILDING_YEAR)
    if table is None:
        return Outcome.NOTHING
    source = _source(table, inputs)
    if _is_up_to_date(owner, one, [source]):
        return Outcome.UNCHANGED
    with reading() as connection:
        rows = SUMS[one.profile](connection, table.resource_id)
    _publish(owner, one, [source], Result(_told(rows, source.synthetic)))
    return Outcome.PUBLISHED


def _source(table: PublishedTable, inputs: Sequence[Source]) -> Source:
    synthetic = any(source.synthetic for source in inputs)
    return Source(table.resource_id, table.sha256, table.profile, synthetic)


def _inputs_sha256(one: core.Published, inputs: Sequence[Source]) -> str:
    chosen = f"{config.co2_purpose()} {config.network_content()}"
    return fingerprint(f"{one.formula_version} {core_factors.tables_sha256()} {chosen}", inputs)


def _is_up_to_date(owner: str, one: core.Published, inputs: Sequence[Source]) -> bool:
    last = computation.latest(owner, one.formula_version)
    if last is None or last.inputs_sha256 != _inputs_sha256(one, inputs):
        return False
    shown = feed.published(owner, one.profile)
    return last.output_sha256 == shown.sha256 if shown else last.rows == 0


def _compute(inputs: Sequence[Source]) -> tuple[list[Applied], Result]:
    by_profile = {
        profile: [source.resource_id for source in inputs if source.profile == profile] for profile in core.INPUTS
    }
    tables = Inputs(*(by_profile[profile] for profile in core.INPUTS))
    if not tables.suffices:
        return [], Result([])
    with reading() as connection:
        loaded = networks(connection, tables.networks)
        computing = BuildingYears(connection, tables)
        applied = [_applied(need, loaded) for need in computing.needs()]
        rows, left_out = computing.rows(applied), computing.left_out()
    synthetic = any(source.synthetic for source in inputs)
    return applied, Result(_told(rows, synthetic), left_out)


def _told(rows: Rows, synthetic: object) -> Rows:
    """The rows, each saying whether it comes from what was made up for the demonstration."""
    return [{**row, "synthetique": synthetic} for row in rows]


def _applied(need: core_factors.Need, loaded: Sequence[core_factors.NetworkContent]) -> Applied:
    final = core_factors.final_factor(need.carrier, need.year)
    return Applied(need, core_factors.co2_factor(need, choice(), loaded), final)


def _factor_rows(applied: Sequence[Applied]) -> Rows:
    """The factors used, each once, by reference."""
    used = {one.reference: one for pair in applied for one in (pair.co2, pair.final) if isinstance(one, Factor)}
    return [_factor_row(used[reference]) for reference in sorted(used)]


def _factor_row(one: Factor) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "grandeur": one.quantity,
        "finalite": one.purpose,
        "vecteur": one.carrier,
        "reseau": one.network,
        "valeur": one.value,
        "unite": one.unit,
        "pouvoir_calorifique": one.heating_value,
        "diviseur": one.divisor,
        "valable_du": one.valid_from,
        "valable_au": one.valid_until,
        "texte": one.text,
        "date_texte": one.text_date,
    }


def _publish(owner: str, one: core.Published, inputs: Sequence[Source], made: Result) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / one.file_name
        _write(path, made.rows)
        computation.record(
            computation.Computation(
                owner=owner,
                formula=one.formula_version,
                inputs=tuple(inputs),
                inputs_sha256=_inputs_sha256(one, inputs),
                output_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                rows=len(made.rows),
                left_out=tuple(made.left_out),
            )
        )
        if made.rows:
            feed.publish(owner, one, path)
        else:
            feed.withdraw(owner, one.profile)


def _withdraw(owner: str) -> Outcome:
    """Figures whose sources are gone are gone too."""
    gone = [feed.withdraw(owner, one.profile) for one in core.PUBLISHED]
    return Outcome.WITHDRAWN if any(gone) else Outcome.NOTHING


def _write(path: Path, rows: Rows) -> None:
    """The rows as French offices read them: semicolons, decimal commas."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow([*rows[0]] if rows else [])
        writer.writerows(map(cell, row.values()) for row in rows)
