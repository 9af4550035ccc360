"""Profiles of tables that tiles show and for which no national schema was found."""

from __future__ import annotations

from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.profile import Profile, read_profiles

_FOLDER = Path(__file__).parents[1] / "data" / "profiles"


def own_profiles() -> list[Profile]:
    """Collection days, roadworks, air quality."""
    return list(read_profiles(_FOLDER))
