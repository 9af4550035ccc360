"""KPI E3: what share of the energy the works of public buildings saved, by meters that count; which do not, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from ckanext.rouen_municipalities.core.kpi import KpiDefinition, KpiResult, NotCounted

from ...core.impact import told
from ...core.impact.sentences import reason
from ...core.kpi import definition
from ...store import impact as store
from ...store import sources
from ...store.impact import Found
from .showing import public_buildings

_BILLS = "factures"


def kpis() -> list[KpiDefinition]:
    """E3, energy saved by works."""
    return [definition("E3", "percent", saved_by_works)]


def saved_by_works(connection: Any) -> KpiResult:
    """Measured savings in percent of what would have been used: the meters that count, and all that does not."""
    kept = store.read(connection)
    names = public_buildings(None) if kept else {}
    works = [work for one in kept for work in _works(one, names.get(one.owner, {}))]
    counted = [item for name, work in works for item in _counted(name, work)]
    return KpiResult(
        value=_percent(counted),
        counted=counted,
        not_counted=[item for name, work in works for item in not_counted_of(name, work)],
        source_date=max((one.computed for one in kept if one.computed), default=None),
    )


def _works(one: Found, names: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The works of an owner on public buildings, with a name that tells each from the others."""
    organization = sources.organization(one.owner)
    for work in one.found["works"]:
        if organization and work["building"] in names:
            name = f"{names[work['building']]}, {work['first']} ({organization.name}, {work['id'][:8]})"
            yield name, {**work, "owner_name": organization.name}


def _counted(name: str, work: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The meters that count, by building and carrier: their own names are not public.

    Their page is named by hand: a worker that computes KPIs has no request to make addresses of.
    """
    url = f"/energie/batiment/{quote(work['owner_name'])}/{quote(work['building'])}"
    for item in work["counted"] if work["level"] == told.MEASURED else ():
        kwh = {key: item[key] for key in ("expected_kwh", "used_kwh")}
        yield {"id": _name(name, item), "url": url, **kwh}


def not_counted_of(name: str, work: Mapping[str, Any]) -> Iterator[NotCounted]:
    """The meters that do not count, the works told by bills alone, and those of which nothing is told."""
    for item in work["refused"]:
        yield NotCounted(_name(name, item), item["reasons"][0]["rule"], told=_with_numbers(item["reasons"]))
    for item in work["counted"] if work["level"] == told.INDICATIVE else ():
        yield NotCounted(f"{_name(name, item)} ({_BILLS})", told.INDICATIVE)


def _name(work: str, item: Mapping[str, Any]) -> str:
    """What is told of a meter in public: its carrier, and which one of these it is; of works, their name."""
    words = [str(item[key]) for key in ("carrier", "number") if item[key]]
    return f"{work}, {' '.join(words)}" if words else work


def _with_numbers(reasons: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {language: " ; ".join(reason(one, language) for one in reasons) for language in ("fr", "en")}


def _percent(counted: Sequence[Mapping[str, Any]]) -> float | None:
    """To the hundredth, of what is counted and nothing else: who adds it up finds the value."""
    expected, used = (sum(Decimal(str(item[key])) for item in counted) for key in ("expected_kwh", "used_kwh"))
    return float(round(100 * (expected - used) / expected, 2)) if expected else None
