"""Which profiles a resource may name: those of the plugins, and those of the site's folder."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import ckan.plugins as p

from ... import config, interfaces
from ...core import territory
from ...core.tabular.profile import Profile, read_profiles

_OWN_FOLDER = Path(__file__).parents[2] / "data" / "profiles"


@lru_cache(maxsize=1)
def own_profiles() -> list[Profile]:
    """The profiles that this extension ships."""
    return list(read_profiles(_OWN_FOLDER))


def profiles() -> dict[str, Profile]:
    """Every profile by its name; the site's own come last and win."""
    found = [
        profile
        for plugin in p.PluginImplementations(interfaces.ITableProfile)
        for profile in plugin.get_table_profiles()
    ]
    return {profile.name: profile for profile in [*found, *_of_the_site()]}


def find_profile(name: str) -> Profile | None:
    """The profile of this name, or `name@version` when that is its version."""
    bare, _, version = name.partition("@")
    profile = profiles().get(bare)
    return profile if profile and version in ("", profile.version) else None


def registers() -> dict[str, frozenset[str]]:
    """Codes that a column may be checked against."""
    return {"communes": territory.codes_at(date.today())}


def _of_the_site() -> list[Profile]:
    folder = config.profiles_folder()
    return list(read_profiles(folder)) if folder else []
