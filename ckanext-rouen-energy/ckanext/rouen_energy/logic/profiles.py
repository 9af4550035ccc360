"""The table profiles that this extension brings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.profile import Profile, read_profiles
from ckanext.rouen_municipalities.store.table_rules import PluginCheck

from ..core.indicators import BUILDINGS, CONSUMPTION
from ..store import plausibility

READINGS = "energy/readings"
_FOLDER = Path(__file__).parents[1] / "data" / "profiles"

_CHECKS = [
    PluginCheck(CONSUMPTION, plausibility.mixed_units, reads=(BUILDINGS,)),
    PluginCheck(READINGS, plausibility.power_as_energy, reads=(CONSUMPTION,)),
]


def own_checks() -> list[PluginCheck]:
    """What is looked at in whole tables, once their rows follow the rules."""
    return list(_CHECKS)


@lru_cache(maxsize=1)
def own_profiles() -> list[Profile]:
    """Buildings, consumption, and the indicator that the portal computes."""
    return list(read_profiles(_FOLDER))
