"""The list that an energy manager starts Monday with: buildings by what one reason alone is worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...core.comparison.drift import Drift
from ...core.comparison.load import NightLoad, WeekEndLoad
from ...core.comparison.monday import DRIFT, PEERS, Finding, Item, monday, of_drifts, of_nights, of_peers, of_weekends
from ...store import sources
from ..language import language
from . import keeping
from .comparing import READ, positions_of, rows_of
from .drifting import drifts_in, years_of
from .holding import Held, held
from .keeping import ESTATE
from .loads import Load, loads
from .words import frame, identity, kwh


def listed(owner: sources.Organization, year: int | None, limit: int) -> dict[str, Any]:
    """The list; `rouen_energy_monday` documents the keys."""
    known = held(owner.id)
    years = keeping.one(known, keeping.DRIFT, ESTATE, lambda: years_of(known))
    chosen = year or years["latest"]
    findings, looked_at = _findings(known, chosen) if chosen else ([], {})
    items = [_item(known, item) for item in monday(findings, limit)]
    return {
        **frame(owner, [known], READ),
        "year": chosen,
        "years": years["years"],
        "items": items,
        "looked_at": looked_at,
    }


def _findings(known: Held, year: int) -> tuple[list[Finding], dict[str, int]]:
    drifted = keeping.one(known, keeping.DRIFT, str(year), lambda: drifts_in(known, year, known.named))
    drifts = [_drift(name, one) for name, one in drifted.items() if name in known.counted]
    placed = positions_of(rows_of(year))
    own = {building: one for (owner, building), one in placed.items() if owner == known.asked.owner}
    read = loads(known, known.counted, year)
    peers = [replace(one, building=building) for building, one in own.items() if building in known.named]
    findings = [*of_drifts(drifts), *of_peers(peers), *_of_loads(known, read)]
    looked_at = {
        "drift": len(drifts),
        "peers": len(peers),
        "night": len({one.building for one in read if isinstance(one.night, NightLoad)}),
        "weekend": len({one.building for one in read if isinstance(one.weekend, WeekEndLoad)}),
    }
    return findings, looked_at


def _drift(name: str, kept: Mapping[str, Any]) -> Drift:
    carriers, left_out = (tuple(kept[key]) for key in ("carriers", "left_out"))
    return Drift(name, kept["used_kwh"], kept["expected_kwh"], kept["is_corrected"], carriers, left_out)


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
