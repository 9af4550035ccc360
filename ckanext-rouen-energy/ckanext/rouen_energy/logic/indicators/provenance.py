"""What the figures that are shown came from: published indicators, the computations behind them, their sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.core.publication import PublishedTable

from ...core import building_month
from ...core import indicators as core
from ...core.indicators import Source, number
from ...store import computation, sources
from ...store.warehouse import feeds
from ...store.warehouse import tables as warehouse
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
    tables = sources.public_tables()
    table = next((one for one in sources.feed_tables(tables) if one.resource_id == resource_id), None)
    told = _told(table, tables) if table else None
    if table is None or told is None:
        raise tk.ObjectNotFound(tk._("Cette ressource n'est pas un indicateur publié."))
    about = {
        "resource_id": resource_id,
        "owner": owner_of(str(table.owner_org)),
        "profile": table.profile,
        "sha256": table.sha256,
        "rows": table.rows,
    }
    return {**about, **told}


def _told(table: PublishedTable, public: Sequence[PublishedTable]) -> dict[str, Any] | None:
    return _months(table, public) if table.profile == core.BUILDING_MONTH else _computed(table)


def _computed(table: PublishedTable) -> dict[str, Any] | None:
    """What a table of indicators came from; None when it is none."""
    behind = computation.behind({str(table.owner_org): table.sha256}) if table.profile in feed.PROFILES else {}
    if not behind:
        return None
    (one,) = behind.values()
    named = sources.datasets([source.resource_id for source in one.inputs])
    return {
        "formula": core.published(table.profile).formula[language()],
        "formula_version": one.formula,
        "inputs": [source_of(source, named) for source in one.inputs],
        "private_inputs": 0,
        "left_out": [{"year": item.year, **_left_out(item)} for item in one.left_out],
        "computed_at": one.computed_at.isoformat() if one.computed_at else None,
    }


def _months(table: PublishedTable, public: Sequence[PublishedTable]) -> dict[str, Any] | None:
    """What the months of an owner's buildings came from; None while they await their computation."""
    with warehouse.reading() as connection:
        state = feeds.feed(connection, str(table.owner_org))
    if state is None or state.output_sha256 != table.sha256:
        return None
    shown = [one for one in public if one.resource_id in state.inputs]
    made_up = sources.synthetic_packages({one.package_id for one in shown})
    inputs = [Source(one.resource_id, one.sha256, one.profile, one.package_id in made_up) for one in shown]
    named = sources.datasets([one.resource_id for one in inputs])
    return {
        "formula": building_month.FORMULA[language()],
        "formula_version": building_month.FORMULA_VERSION,
        "inputs": [source_of(source, named) for source in inputs],
        "private_inputs": len(state.inputs) - len(inputs),
        "left_out": [],
        "computed_at": table.published_at.isoformat(),
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
