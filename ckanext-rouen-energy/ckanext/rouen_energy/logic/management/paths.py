"""Paths of buildings, of sites and of an estate as answers tell them, in each language."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

from ...core.spoken import words
from ...core.trajectory.climate import Corrected
from ...core.trajectory.path import Milestone, Path, Refused, SiteMilestone, SitePath, Twelve, of_site
from ...core.trajectory.targets import Absolute, in_words
from ...core.trajectory.telling import changed, distance
from .holding import Held
from .keeping import ESTATE
from .words import day, kwh


def paths_of(known: Held) -> dict[str, Any]:
    """The path of each building of an owner, and under ESTATE those of its sites and of all, in each language."""
    return {ESTATE: estate_of(known)} | {name: path_of(known, name) for name in known.named}


def path_of(known: Held, name: str) -> dict[str, Any]:
    """The path of a building, or why there is none."""
    found = known.paths[name]
    return {
        "path": _path(found) if isinstance(found, Path) else None,
        "refusal": _refusal(found) if isinstance(found, Refused) else None,
    }


def estate_of(known: Held) -> dict[str, Any]:
    """The paths of the sites of an owner, and of all its buildings together."""
    return {
        "sites": _sites(known),
        "together": _together(of_site(known.paths, known.subjects)),
        "with_path": sum(1 for name, one in known.subjects.items() if one.is_subject and name in _with_path(known)),
    }


def _with_path(known: Held) -> set[str]:
    return {name for name, one in known.paths.items() if isinstance(one, Path)}


def _refusal(one: Refused) -> dict[str, Any]:
    return {"reason": one.reason, "text": words(one.sentence)}


def _path(one: Path) -> dict[str, Any]:
    return {
        "origin": one.origin,
        "is_corrected": one.is_corrected,
        "change_percent": kwh(one.change_percent),
        "stopped": list(one.stopped),
        "shares": ("estimated" if one.estimated else "declared") if one.is_corrected else None,
        "text": words(partial(changed, one)),
        "reference": _twelve(one.reference),
        "current": _twelve(one.current),
        "milestones": [_milestone(each) for each in one.milestones],
    }


def _twelve(one: Twelve) -> dict[str, Any]:
    climate = one.climate
    return {
        "from": day(one.months.span.first),
        "to": day(one.months.span.end),
        "kwh": kwh(one.kwh),
        "regulatory_kwh": kwh(one.months.regulatory_kwh),
        "delivered_kwh": kwh(one.months.delivered_kwh),
        "by_carrier": {carrier: kwh(used) for carrier, used in one.months.delivered.items()},
        "climate": _climate(climate) if isinstance(climate, Corrected) else None,
        "climate_text": None if isinstance(climate, Corrected) else words(climate.sentence),
        "factors": [factor.reference for factor in one.months.factors],
    }


def _climate(one: Corrected) -> dict[str, Any]:
    return {
        "heating_kwh": kwh(one.heating_kwh),
        "cooling_kwh": kwh(one.cooling_kwh),
        "heating_degree_days": kwh(one.degrees.heating),
        "cooling_degree_days": kwh(one.degrees.cooling),
        "normal_heating_degree_days": kwh(one.normal.degrees.heating),
        "normal_cooling_degree_days": kwh(one.normal.degrees.cooling),
        "normal_years": list(one.normal.years),
        "is_official": one.normal.is_official,
    }


def _milestone(one: Milestone) -> dict[str, Any]:
    return {
        "year": one.year,
        "reduction": kwh(one.reduction),
        "relative_kwh": kwh(one.relative_kwh),
        "absolute_kwh": kwh(one.absolute.kwh) if isinstance(one.absolute, Absolute) else None,
        "absolute_kwh_per_m2": kwh(one.absolute.kwh_per_m2) if isinstance(one.absolute, Absolute) else None,
        "absolute_text": words(partial(in_words, one.absolute)),
        "target_kwh": kwh(one.target_kwh),
        "way": one.way,
        "current_kwh": kwh(one.current_kwh),
        "distance_kwh": kwh(one.distance_kwh),
        "distance_percent": kwh(one.distance_percent),
        "is_reached": one.is_reached,
        "text": words(one.sentence),
    }


def _sites(known: Held) -> list[dict[str, Any]]:
    by_site: dict[str, dict[str, Path | Refused]] = defaultdict(dict)
    for name, one in known.named.items():
        if one.building.site:
            by_site[one.building.site][name] = known.paths[name]
    found = ((site, of_site(by_site[site], known.subjects)) for site in sorted(by_site))
    return [{"id": site, **_summed(one), "left_out": _left_out(one)} for site, one in found if one]


def _together(one: SitePath | None) -> dict[str, Any] | None:
    return None if one is None else {**_summed(one), "buildings": len(one.buildings)}


def _summed(one: SitePath) -> dict[str, Any]:
    return {
        "buildings": list(one.buildings),
        "reference_kwh": kwh(one.reference_kwh),
        "current_kwh": kwh(one.current_kwh),
        "reference_delivered_kwh": kwh(one.delivered_kwh[0]),
        "current_delivered_kwh": kwh(one.delivered_kwh[1]),
        "milestones": [_site_milestone(each) for each in one.milestones],
    }


def _site_milestone(one: SiteMilestone) -> dict[str, Any]:
    return {
        "year": one.year,
        "target_kwh": kwh(one.target_kwh),
        "current_kwh": kwh(one.current_kwh),
        "distance_kwh": kwh(one.distance_kwh),
        "text": words(partial(distance, one)),
    }


def _left_out(one: SitePath) -> list[dict[str, Any]]:
    return [{"id": name, **_refusal(why)} for name, why in one.left_out]
