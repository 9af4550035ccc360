"""Which profiles a resource may name: those of the plugins and of the site, national ones, those of the officers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import ckan.plugins as p

from ... import config, interfaces
from ...core import territory
from ...core.profiles import DECLARED, FETCHED, TO_PROPOSE, FrozenProfile, newest, split
from ...core.tabular.profile import Profile, load_profile, read_profiles
from ...store import profiles as store
from ..clock import today
from .schemas import fetch_schema, schemas

_OWN_FOLDER = Path(__file__).parents[2] / "data" / "profiles"


@lru_cache(maxsize=1)
def own_profiles() -> list[Profile]:
    """The profiles that this extension ships."""
    return list(read_profiles(_OWN_FOLDER))


def profiles() -> dict[str, Profile]:
    """Every profile of the plugins and of the site by its name; the site's own come last and win."""
    found = [
        profile
        for plugin in p.PluginImplementations(interfaces.ITableProfile)
        for profile in plugin.get_table_profiles()
    ]
    return {profile.name: profile for profile in [*found, *_of_the_site()]}


def offered() -> dict[str, Profile]:
    """What anybody's resource may name, as it would name it: `name`, or `name@version` of a national schema."""
    national = [*schemas().profiles.values(), *map(profile_of, store.of_origin(FETCHED))]
    last = {
        name: newest(profile.version for profile in national if profile.name == name)
        for name in {profile.name for profile in national}
    }
    named = {f"{profile.name}@{profile.version}": profile for profile in national}
    return profiles() | {name: profile for name, profile in named.items() if last[profile.name] == profile.version}


def find_profile(name: str) -> Profile | None:
    """The profile of this name in its present version, or `name@version` as it was when it was first used."""
    bare, version = split(name)
    if not version:
        return profiles().get(bare) or _newest(bare)
    frozen = store.find(bare, version)
    return profile_of(frozen) if frozen else _declared(bare, version)


def pinned(name: str) -> str | None:
    """What a resource that asks for a profile names: a national schema in a version; None when there is no such.

    A version of a national schema that is not here yet is fetched. Raises SchemaUnavailable.
    """
    if name == TO_PROPOSE or name in profiles():
        return name
    profile = find_profile(name) or (fetch_schema(name) if split(name)[1] else None)
    return f"{profile.name}@{profile.version}" if profile else None


def freeze(name: str) -> None:
    """Keep the version that `name@version` names, so that a resource is always checked by it."""
    bare, version = split(name)
    if version and store.find(bare, version) is None and (profile := _declared(bare, version)):
        store.freeze(FrozenProfile(bare, version, profile.descriptor, profile.sha256, DECLARED))


def resource_of(name: str) -> str | None:
    """The resource for which an officer confirmed the profile of this name."""
    found = store.versions(split(name)[0])
    return found[0].resource_id if found else None


@lru_cache(maxsize=256)
def profile_of(frozen: FrozenProfile) -> Profile:
    """The profile that was frozen."""
    return load_profile(frozen.descriptor)


def registers() -> dict[str, frozenset[str]]:
    """Codes that a column may be checked against."""
    return {"communes": territory.codes_at(today())}


def _newest(bare: str) -> Profile | None:
    """The last version of a national schema, or of what an officer confirmed."""
    found = {profile.version: profile for profile in _every_version(bare)}
    return found.get(newest(found))


def _every_version(bare: str) -> Iterator[Profile]:
    yield from (profile for profile in schemas().profiles.values() if profile.name == bare)
    yield from map(profile_of, store.versions(bare))


def _declared(bare: str, version: str) -> Profile | None:
    """A version that a plugin or a folder has today."""
    profile = profiles().get(bare)
    if profile and profile.version == version:
        return profile
    return schemas().profiles.get(f"{bare}@{version}")


def _of_the_site() -> list[Profile]:
    folder = config.profiles_folder()
    return list(read_profiles(folder)) if folder else []
