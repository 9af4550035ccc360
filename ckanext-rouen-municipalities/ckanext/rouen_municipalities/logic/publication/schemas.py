"""National schemas: those of the site's folder, and those that are fetched once and then kept."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ... import config
from ...core.profiles import FETCHED, FrozenProfile, split
from ...core.tabular.limits import MEBIBYTE
from ...core.tabular.profile import Profile, ProfileError, load_profile
from ...core.tabular.schemas import IndexEntry, Schemas, national_profile, parse_descriptor, read_index, read_schemas
from ...store import profiles as store
from .. import fetching

log = logging.getLogger(__name__)

SCHEMA_BYTES = 4 * MEBIBYTE
#: whoever names a schema waits for it
SCHEMA_SECONDS = 20.0


class SchemaUnavailable(Exception):
    """A national schema could not be had; the message says why, in the reader's language."""


def schemas() -> Schemas:
    """What the site's folder of schemas holds now."""
    folder = config.schemas_folder()
    return _read(folder, _stamp(folder)) if folder else Schemas()


def fetch_schema(name: str) -> Profile:
    """Fetch `name@version` from the address that the index gives, check it and keep it for good.

    A schema that is there already is not fetched again. Raises SchemaUnavailable.
    """
    bare, version = split(name)
    known = schemas().profiles.get(name) or _kept(store.find(bare, version))
    if known:
        return known
    address = _address(bare, version)
    profile = _checked(_content(address), bare, version)
    frozen = FrozenProfile(bare, version, profile.descriptor, profile.sha256, FETCHED, source=address)
    return load_profile(store.freeze(frozen).descriptor)


def _address(bare: str, version: str) -> str:
    entry = schemas().index.get(bare) or _remote_index().get(bare)
    if entry is None or version not in entry.addresses:
        raise SchemaUnavailable(tk._("Modèle inconnu : %(profile)s") % {"profile": f"{bare}@{version}"})
    return entry.addresses[version]


def _remote_index() -> dict[str, IndexEntry]:
    address = config.schemas_index()
    return read_index(_content(address)) if address else {}


def _content(address: str) -> Any:
    try:
        with fetching.fetch(address, limit_bytes=SCHEMA_BYTES, seconds=SCHEMA_SECONDS) as answer:
            return parse_descriptor(answer.file.read() if answer.file else b"")
    except fetching.FetchError as error:
        raise SchemaUnavailable(fetching.failure_words(error.code, error.detail)) from error
    except ProfileError as error:
        raise SchemaUnavailable(_not_a_schema(address, error)) from error


def _checked(descriptor: Any, bare: str, version: str) -> Profile:
    try:
        return national_profile(descriptor, bare, version)
    except ProfileError as error:
        raise SchemaUnavailable(_not_a_schema(f"{bare}@{version}", error)) from error


def _not_a_schema(what: str, error: ProfileError) -> str:
    return tk._("{what} n'est pas un schéma de table : {problem}.").format(what=what, problem=error)


def _kept(frozen: FrozenProfile | None) -> Profile | None:
    return load_profile(frozen.descriptor) if frozen else None


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a file of the folder does."""
    found = ((str(path), path.stat()) for path in sorted(folder.rglob("*.json")))
    return tuple((name, status.st_mtime_ns, status.st_size) for name, status in found)


@lru_cache(maxsize=2)
def _read(folder: Path, _stamp: tuple[tuple[str, int, int], ...]) -> Schemas:
    found = read_schemas(folder)
    for problem in found.problems:
        log.warning("schema not read: %s", problem)
    return found
