"""The list that an energy manager starts Monday with: buildings by what one reason alone is worth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ...core.comparison.load import NightLoad, WeekEndLoad
from ...core.comparison.monday import DRIFT, PEERS, Finding, Item, monday, of_drifts, of_nights, of_peers, of_weekends
from ...core.estate import types_outside_totals
from ...core.monthly import last_whole_year
from ...store import sources
from ..language import language
from .comparing import drifts_of, positions_of, rows_of
from .holding import Held, held
from .loads import Load, loads
from .words import frame, identity, kwh


def listed(owner: sources.Organization, year: int | None, limit: int) -> dict[str, Any]:
    """The list; `rouen_energy_monday` documents the keys."""
    known = held(owner.id)
    outside = types_outside_totals()
    names = [name for name, one in known.named.items() if one.building.type not in outside]
    chosen = year or _latest(known, names)
    findings, looked_at = _findings(known, names, chosen) if chosen else ([], {})
    items = [_item(known, item) for item in monday(findings, limit)]
    return {**frame(owner, known), "year": chosen, "items": items, "looked_at": looked_at}


def _latest(known: Held, names: Iterable[str]) -> int | None:
    """The year that is the last known one of most buildings."""
    years = Counter(last_whole_year(known.months.get(name, ())) for name in names)
    del years[None]
    return max((year for year in years if year), key=lambda year: (years[year], year), default=None)


def _findings(known: Held, names: list[str], year: int) -> tuple[list[Finding], dict[str, int]]:
    drifts = drifts_of(known, names, year)
    placed = positions_of(rows_of(year))
    own = {building: one for (owner, building), one in placed.items() if owner == known.asked.owner}
    read = loads(known.asked.owner, names, year)
    peers = [replace(one, building=building) for building, one in own.items() if building in known.named]
    findings = [*of_drifts(drifts), *of_peers(peers), *_of_loads(known, read)]
    looked_at = {
        "drift": len(drifts),
        "peers": len(peers),
        "night": len({one.building for one in read if isinstance(one.night, NightLoad)}),
        "weekend": len({one.building for one in read if isinstance(one.weekend, WeekEndLoad)}),
    }
    return findings, looked_at


def _of_loads(known: Held, read: list[Load]) -> list[Finding]:
    """Nights beside those of meters of one carrier, week-ends beside those of one carrier and type of building."""
    nights: dict[str, dict[str, NightLoad]] = defaultdict(dict)
    weekends: dict[tuple[str, str], dict[str, WeekEndLoad]] = defaultdict(dict)
    for place, one in enumerate(read):
        if isinstance(one.night, NightLoad):
            nights[one.carrier][str(place)] = one.night
        if isinstance(one.weekend, WeekEndLoad):
            weekends[one.carrier, known.named[one.building].building.type][str(place)] = one.weekend
    found = [finding for group in nights.values() for finding in of_nights(group)]
    found += [finding for group in weekends.values() for finding in of_weekends(group)]
    return [replace(finding, building=read[int(finding.building)].building) for finding in found]


def _item(known: Held, item: Item) -> dict[str, Any]:
    findings = [_finding(finding) for finding in item.findings]
    return {**identity(known.named[item.building]), "kwh": kwh(item.kwh), "findings": findings}


def _finding(one: Finding) -> dict[str, Any]:
    figure = one.figure if one.kind in (DRIFT, PEERS) else 100 * one.figure
    return {
        "kind": one.kind,
        "kwh": kwh(one.kwh),
        "figure": kwh(figure),
        "is_corrected": one.is_corrected,
        "text": one.sentence(language()),
    }
