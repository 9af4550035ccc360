"""The profiles that a mapping may fill, and what their columns are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.profile import Field, Profile, read_profiles

_FOLDER = Path(__file__).parents[2] / "data" / "profiles"

BUILDINGS, METERS, CONSUMPTION = "energy/buildings", "energy/meters", "energy/consumption"
READINGS, TEMPERATURES, ACTIVITIES = "energy/readings", "energy/temperatures", "energy/activities"
#: those that officers load; the others are computed
TARGETS = (CONSUMPTION, READINGS, BUILDINGS, METERS, TEMPERATURES, ACTIVITIES)
#: those whose rows have a value and a unit
MEASURED = (CONSUMPTION, READINGS)


@cache
def targets() -> Mapping[str, Profile]:
    """The profiles by name, those that measure first."""
    found = {profile.name: profile for profile in read_profiles(_FOLDER)}
    return {name: found[name] for name in TARGETS if name in found}


@cache
def fields_of(profile: str) -> Mapping[str, Field]:
    """The columns of a profile by name."""
    return {field.name: field for field in targets()[profile].fields}


def accepted_units(profile: str) -> tuple[str, ...]:
    """The units that the column `unite` of a profile takes as they are."""
    unit = fields_of(profile).get("unite")
    return unit.constraints.enum if unit else ()
