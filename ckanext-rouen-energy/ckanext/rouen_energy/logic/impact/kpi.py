"""KPI E3: what share of the energy the works of public buildings saved, and which works do not count."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ckanext.rouen_municipalities.core.kpi import KpiDefinition, KpiResult, NotCounted

from ...core.impact import told
from ...store import impact as store
from ...store import sources
from ...store.impact import Found
from .showing import public_buildings

_WORDS = Path(__file__).parents[2] / "data" / "kpis.json"


@cache
def wording() -> Mapping[str, Any]:
    """The words of KPI E3, in French and English, from data/kpis.json."""
    described: Mapping[str, Any] = json.loads(_WORDS.read_text(encoding="utf-8"))["E3"]
    return described


def kpis() -> list[KpiDefinition]:
    """E3, energy saved by works."""
    words = wording()
    return [
        KpiDefinition(
            id="E3",
            version=words["version"],
            initiative="energy",
            label=words["label"],
            definition=words["definition"],
            unit="percent",
            compute=saved_by_works,
            reasons=words["reasons"],
        )
    ]


def saved_by_works(connection: Any) -> KpiResult:
    """Measured savings in percent of what would have been used; the works on public buildings that are not measured."""
    kept = store.read(connection)
    names = public_buildings(None) if kept else {}
    works = [work for one in kept for work in _works(one, names.get(one.owner, {}))]
    totals = [one.found["totals"][told.MEASURED] for one in kept if told.MEASURED in one.found["totals"]]
    return KpiResult(
        value=told.summed(totals)["percent"],
        counted=[_counted(name, work) for name, work in works if work["level"] == told.MEASURED],
        not_counted=[NotCounted(name, _why(work)) for name, work in works if work["level"] != told.MEASURED],
        source_date=max((one.computed for one in kept if one.computed), default=None),
    )


def _works(one: Found, names: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The works of an owner on public buildings, with a name that tells each from the others."""
    organization = sources.organization(one.owner)
    for work in one.found["works"]:
        if organization and work["building"] in names:
            name = f"{names[work['building']]}, {work['first']} ({organization.name}, {work['id'][:8]})"
            yield name, {**work, "owner_name": organization.name}


def _counted(name: str, work: Mapping[str, Any]) -> dict[str, Any]:
    """Its page is named by hand: a worker that computes KPIs has no request to make addresses of."""
    url = f"/energie/batiment/{quote(work['owner_name'])}/{quote(work['building'])}"
    return {"id": name, "url": url, "expected_kwh": work["expected_kwh"], "used_kwh": work["used_kwh"]}


def _why(work: Mapping[str, Any]) -> str:
    """The first reason: everything that was refused has one."""
    if work["level"] == told.INDICATIVE:
        return told.INDICATIVE
    return str(work["refused"][0]["reasons"][0]["rule"])
