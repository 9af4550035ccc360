"""The table profiles that this extension brings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.profile import Profile, read_profiles

_FOLDER = Path(__file__).parents[1] / "data" / "profiles"


@lru_cache(maxsize=1)
def own_profiles() -> list[Profile]:
    """Buildings, consumption, and the indicator that the portal computes."""
    return list(read_profiles(_FOLDER))
