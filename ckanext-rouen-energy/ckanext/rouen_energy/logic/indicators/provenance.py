"""What the figures that are shown came from: published indicators, the computations behind them, their sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.core.publication import PublishedTable

from ...core import indicators as core
from ...core.indicators import Source, number
from ...store import computation, sources
from ..language import language
from . import feed, words


@dataclass(frozen=True)
class Shown:
    """The published indicator by building and year of an owner, its other indicators, and the computation behind it."""

    owner: str
    table: PublishedTable
    others: tuple[PublishedTable, ...]
    computation: computation.Computation

    @property
    def tables(self) -> tuple[PublishedTable, ...]:
        """Every indicator of the owner, in the order of its dataset."""
        order = [one.profile for one in core.PUBLISHED]
        return tuple(sorted((self.table, *self.others), key=lambda table: order.index(table.profile)))

    def of(self, profile: str) -> str | None:
        """The resource of another indicator of the owner."""
        return next((table.resource_id for table in self.tables if table.profile == profile), None)


def shown(owner: str | None = None) -> list[Shown]:
    """Published indicators whose sources anyone can still read: the others await their computation."""
    tables = sources.public_tables()
    public = {table.resource_id for table in tables}
    published = [table for table in reversed(feed.among(tables)) if owner in (None, table.owner_org)]
    read = {str(table.owner_org): table for table in published if table.profile == core.READ}
    behind = computation.behind({key: table.sha256 for key, table in read.items()})
    return [
        Shown(key, read[key], tuple(_others(published, key)), one)
        for key, one in sorted(behind.items())
        if all(source.resource_id in public for source in one.inputs)
    ]


def described(indicators: Sequence[Shown], year: int | None) -> dict[str, Any]:
    """Sources, indicators, formula and what was left out of a year (of all when there is none), for an answer."""
    inputs = [source for one in indicators for source in one.computation.inputs]
    left_out = [item for one in indicators for item in one.computation.left_out if year in (None, item.year)]
    tables = [table for one in indicators for table in one.tables]
    named = sources.datasets([one.resource_id for one in [*inputs, *tables]])
    dates = [one.computation.computed_at for one in indicators if one.computation.computed_at]
    read = core.published(core.READ)
    return {
        "left_out": [_left_out(item) for item in _by_reason(left_out)],
        "synthetic": any(source.synthetic for source in inputs),
        "sources": [source_of(source, named) for source in inputs],
        "indicators": [_indicator(one.owner, table, named) for one in indicators for table in one.tables],
        "formula": read.formula[language()],
        "formula_version": read.formula_version,
        "computed_at": max(dates).isoformat() if dates else None,
    }


def indicator(resource_id: str) -> dict[str, Any]:
    """What a published indicator came from; `rouen_energy_indicator_show` documents the keys. Raises ObjectNotFound."""
    table = next((one for one in feed.shown() if one.resource_id == resource_id), None)
    behind = computation.behind({str(table.owner_org): table.sha256}) if table else {}
    if table is None or not behind:
        raise tk.ObjectNotFound(tk._("Cette ressource n'est pas un indicateur publié."))
    (one,) = behind.values()
    named = sources.datasets([source.resource_id for source in one.inputs])
    return {
        "resource_id": resource_id,
        "owner": owner_of(one.owner),
        "profile": table.profile,
        "sha256": table.sha256,
        "rows": one.rows,
        "formula": core.published(table.profile).formula[language()],
        "formula_version": one.formula,
        "inputs": [source_of(source, named) for source in one.inputs],
        "left_out": [{"year": item.year, **_left_out(item)} for item in one.left_out],
        "computed_at": one.computed_at.isoformat() if one.computed_at else None,
    }


def owner_of(owner: str) -> dict[str, str] | None:
    """An owner as answers name it."""
    found = sources.organization(owner)
    return {"id": found.id, "name": found.name, "title": found.title} if found else None


def source_of(source: Source, named: dict[str, sources.Dataset]) -> dict[str, Any]:
    """A source with its dataset; one that is gone since has none."""
    dataset = named.get(source.resource_id)
    return {
        "resource_id": source.resource_id,
        "sha256": source.sha256,
        "profile": source.profile,
        "dataset": dataset.name if dataset else None,
        "title": dataset.title if dataset else None,
        "synthetic": source.synthetic,
    }


def _others(published: Iterable[PublishedTable], owner: str) -> list[PublishedTable]:
    newest = {table.profile: table for table in published if table.owner_org == owner and table.profile != core.READ}
    return list(newest.values())


def _by_reason(items: Iterable[core.LeftOut]) -> list[core.LeftOut]:
    """What several owners left out of one year, summed by reason."""
    found: dict[str, core.LeftOut] = {}
    for item in items:
        before = found.get(item.reason)
        added = (before.buildings + item.buildings, before.kwh + item.kwh) if before else (item.buildings, item.kwh)
        found[item.reason] = core.LeftOut(item.year, item.reason, *added)
    return [found[reason] for reason in sorted(found)]


def _left_out(item: core.LeftOut) -> dict[str, Any]:
    return {
        "reason": item.reason,
        "text": words.left_out(item.reason),
        "buildings": item.buildings,
        "kwh": number(item.kwh),
    }


def _indicator(owner: str, table: PublishedTable, named: dict[str, sources.Dataset]) -> dict[str, Any]:
    dataset = named[table.resource_id]
    return {
        "owner": owner,
        "profile": table.profile,
        "resource_id": table.resource_id,
        "sha256": table.sha256,
        "dataset": dataset.name,
        "title": dataset.title,
        "label": core.published(table.profile).labels[language()],
    }
