"""Where the buildings of an owner, or of all of them, stand on the path of the tertiary decree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ...core.indicators import BUILDING_MONTH, BUILDINGS, CONSUMPTION
from ...core.management import ACTIVITIES, DECLARED, TARGETS, TEMPERATURES
from ...core.trajectory.path import SiteMilestone
from ...core.trajectory.rules import rules
from ...core.trajectory.subject import Subject
from ...core.trajectory.telling import distance
from ...store import sources
from ..language import language
from . import keeping
from .holding import Held, held
from .keeping import ESTATE, PATH
from .paths import estate_of, path_of, paths_of
from .words import building, frame, identity, kwh

#: Tables that a path rests on.
READ = (BUILDINGS, CONSUMPTION, BUILDING_MONTH, TEMPERATURES, ACTIVITIES, DECLARED, TARGETS)

#: Figures that several owners sum.
SUMS = ("reference_kwh", "current_kwh", "reference_delivered_kwh", "current_delivered_kwh")


def of_owner(owner: sources.Organization, building_id: str | None) -> dict[str, Any]:
    """The paths of an owner, or of one of its buildings; `rouen_energy_trajectory` documents the keys.

    Raises ObjectNotFound.
    """
    known = held(owner.id)
    found = _of_building(known, owner, building_id) if building_id else _of_owner(known, owner)
    return {**frame(owner, [known], READ), **found, "rules": _rules()}


def of_owners(owners: Sequence[sources.Organization]) -> dict[str, Any]:
    """The paths of the buildings of several owners, and their sum."""
    held_of = {owner: held(owner.id) for owner in owners}
    found = [_of_owner(known, owner) for owner, known in held_of.items()]
    counts = [answer["counts"] for answer in found]
    return {
        **frame(None, list(held_of.values()), READ),
        "buildings": [one for answer in found for one in answer["buildings"]],
        "sites": [one for answer in found for one in answer["sites"]],
        "together": _sum([answer["together"] for answer in found if answer["together"]]),
        "counts": {name: sum(each[name] for each in counts) for name in _counts({}, 0)},
        "rules": _rules(),
    }


def _of_owner(known: Held, owner: sources.Organization) -> dict[str, Any]:
    kept = keeping.each(known, PATH, lambda: paths_of(known))
    estate = kept[ESTATE]
    return {
        "buildings": [_building(known, owner, name, kept[name]) for name in known.named],
        "sites": [{**site, "owner": owner.name} for site in estate["sites"]],
        "together": estate["together"],
        "counts": _counts(known.subjects, estate["with_path"]),
    }


def _of_building(known: Held, owner: sources.Organization, name: str) -> dict[str, Any]:
    site = building(known, name).building.site
    path = keeping.one(known, PATH, name, lambda: path_of(known, name))
    estate = keeping.one(known, PATH, ESTATE, lambda: estate_of(known))
    return {
        "buildings": [_building(known, owner, name, path)],
        "sites": [{**one, "owner": owner.name} for one in estate["sites"] if one["id"] == site],
        "together": estate["together"],
        "counts": _counts(known.subjects, estate["with_path"]),
    }


def _building(known: Held, owner: sources.Organization, name: str, path: Mapping[str, Any]) -> dict[str, Any]:
    subject = _subject(known.subjects[name])
    return {**identity(known.named[name]), "owner": owner.name, "subject": subject, **path}


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


def _counts(known: Mapping[str, Subject], with_path: int) -> dict[str, int]:
    said: Mapping[bool | None, int] = Counter(one.is_subject for one in known.values())
    return {
        "all": len(known),
        "subject": said.get(True, 0),
        "not_subject": said.get(False, 0),
        "undetermined": said.get(None, 0),
        "with_path": with_path,
    }


def _sum(each: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """What the buildings of several owners come to."""
    if not each:
        return None
    years = zip(*(one["milestones"] for one in each), strict=True)
    figures = {name: round(sum(one[name] for one in each), 1) for name in SUMS}
    return {"buildings": sum(one["buildings"] for one in each), **figures, "milestones": [_year(one) for one in years]}


def _year(same_year: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    target, current = (sum(Decimal(str(one[name])) for one in same_year) for name in ("target_kwh", "current_kwh"))
    summed = SiteMilestone(same_year[0]["year"], Decimal(target), Decimal(current))
    return {
        "year": summed.year,
        "target_kwh": kwh(summed.target_kwh),
        "current_kwh": kwh(summed.current_kwh),
        "distance_kwh": kwh(summed.distance_kwh),
        "text": distance(summed, language()),
    }


def _rules() -> list[dict[str, Any]]:
    return [
        {"name": rule.name, "year": rule.year, "value": kwh(rule.value), "text": rule.text} for rule in rules().rows
    ]
