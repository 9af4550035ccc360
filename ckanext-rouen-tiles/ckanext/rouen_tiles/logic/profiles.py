"""Profiles of tables that tiles show: after a national schema, or our own where none was found."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.profile import Profile, read_profiles

_FOLDER = Path(__file__).parents[1] / "data" / "profiles"


@lru_cache(maxsize=1)
def own_profiles() -> list[Profile]:
    """Those that this extension ships."""
    return list(read_profiles(_FOLDER))
