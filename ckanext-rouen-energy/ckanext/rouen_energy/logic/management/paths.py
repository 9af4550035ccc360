"""Where the buildings of an owner stand on the path of the tertiary decree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ...core.trajectory.climate import Corrected
from ...core.trajectory.path import Milestone, Path, Refused, SiteMilestone, SitePath, Twelve, of_site
from ...core.trajectory.rules import rules
from ...core.trajectory.subject import Subject
from ...core.trajectory.targets import Absolute, in_words
from ...core.trajectory.telling import changed, distance
from ...store import sources
from ..language import language
from .holding import Held, held
from .words import building, day, frame, identity, kwh


def trajectory(owner: sources.Organization, building_id: str | None) -> dict[str, Any]:
    """The paths; `rouen_energy_trajectory` documents the keys. Raises ObjectNotFound."""
    known = held(owner.id)
    chosen = [building(known, building_id).building.id] if building_id else list(known.named)
    return {
        **frame(owner, known),
        "buildings": [_building(known, name) for name in chosen],
        "sites": _sites(known, {known.named[name].building.site for name in chosen if known.named[name].building.site}),
        "together": _together(of_site(known.paths, known.subjects)),
        "counts": _counts(known),
        "shares": "estimated" if known.station else None,
        "rules": [
            {"name": rule.name, "year": rule.year, "value": kwh(rule.value), "text": rule.text} for rule in rules().rows
        ],
    }


def _building(known: Held, name: str) -> dict[str, Any]:
    found = known.paths[name]
    return {
        **identity(known.named[name]),
        "subject": _subject(known.subjects[name]),
        "path": _path(found) if isinstance(found, Path) else None,
        "refusal": _refusal(found) if isinstance(found, Refused) else None,
    }


def _subject(one: Subject) -> dict[str, Any]:
    return {
        "is_subject": one.is_subject,
        "reason": one.reason,
        "text": one.sentence(language()),
        "area_m2": kwh(one.area_m2),
        "site_m2": kwh(one.site_m2),
        "site_buildings": one.site_buildings,
        "threshold_m2": kwh(one.threshold_m2),
        "assumed": one.assumed,
    }


def _refusal(one: Refused) -> dict[str, str]:
    return {"reason": one.reason, "text": one.sentence(language())}


def _path(one: Path) -> dict[str, Any]:
    return {
        "origin": one.origin,
        "is_corrected": one.is_corrected,
        "change_percent": kwh(one.change_percent),
        "stopped": list(one.stopped),
        "text": changed(one, language()),
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
        "climate_text": None if isinstance(climate, Corrected) else climate.sentence(language()),
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
        "absolute_text": in_words(one.absolute, language()),
        "target_kwh": kwh(one.target_kwh),
        "way": one.way,
        "current_kwh": kwh(one.current_kwh),
        "distance_kwh": kwh(one.distance_kwh),
        "distance_percent": kwh(one.distance_percent),
        "is_reached": one.is_reached,
        "text": one.sentence(language()),
    }


def _sites(known: Held, wanted: Iterable[str]) -> list[dict[str, Any]]:
    by_site: dict[str, dict[str, Path | Refused]] = defaultdict(dict)
    for name, one in known.named.items():
        by_site[one.building.site][name] = known.paths[name]
    found = ((site, of_site(by_site[site], known.subjects)) for site in sorted(wanted))
    return [{"id": site, **_summed(one), "left_out": _left_out(one)} for site, one in found if one]


def _together(one: SitePath | None) -> dict[str, Any] | None:
    return None if one is None else {**_summed(one), "buildings": len(one.buildings)}


def _summed(one: SitePath) -> dict[str, Any]:
    return {
        "buildings": list(one.buildings),
        "reference_kwh": kwh(one.reference_kwh),
        "current_kwh": kwh(one.current_kwh),
        "milestones": [_site_milestone(each) for each in one.milestones],
    }


def _site_milestone(one: SiteMilestone) -> dict[str, Any]:
    return {
        "year": one.year,
        "target_kwh": kwh(one.target_kwh),
        "current_kwh": kwh(one.current_kwh),
        "distance_kwh": kwh(one.distance_kwh),
        "text": distance(one, language()),
    }


def _left_out(one: SitePath) -> list[dict[str, str]]:
    return [{"id": name, **_refusal(why)} for name, why in one.left_out]


def _counts(known: Held) -> dict[str, int]:
    said: Mapping[bool | None, int] = Counter(one.is_subject for one in known.subjects.values())
    concerned = [name for name, one in known.subjects.items() if one.is_subject]
    return {
        "all": len(known.named),
        "subject": said.get(True, 0),
        "not_subject": said.get(False, 0),
        "undetermined": said.get(None, 0),
        "with_path": sum(1 for name in concerned if isinstance(known.paths[name], Path)),
    }
