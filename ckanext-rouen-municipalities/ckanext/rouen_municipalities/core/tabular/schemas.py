"""National schemas (SCDL and others): descriptors that somebody else wrote, and the index that names their versions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..profiles import plain_version
from .profile import Profile, ProfileError, load_profile

#: the kind of schema, in an index, that describes a table
_TABLE = "tableschema"


@dataclass(frozen=True)
class IndexEntry:
    """A schema of an index: ``addresses`` says where the descriptor of each version is."""

    name: str
    title: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Schemas:
    """What a folder holds: ``profiles`` by ``name@version``, an index, and what could not be read and why."""

    profiles: Mapping[str, Profile] = field(default_factory=dict)
    index: Mapping[str, IndexEntry] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def national_profile(descriptor: object, name: str = "", version: str = "") -> Profile:
    """The profile of a descriptor under its national name; raises ProfileError.

    ``name`` and ``version`` are those of an index; without them the descriptor's own count.
    """
    if not isinstance(descriptor, Mapping):
        raise ProfileError("descriptor", "is not an object")
    version = plain_version(version or str(descriptor.get("version") or ""))
    if not version:
        raise ProfileError("version", "there is none")
    return load_profile({**descriptor, "name": name or _full_name(descriptor), "version": version})


def parse_descriptor(content: bytes) -> Any:
    """A descriptor as it was read; raises ProfileError."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        raise ProfileError("descriptor", f"not JSON: {error}") from error


def read_index(content: object) -> dict[str, IndexEntry]:
    """The tables of an index of schemas, by name; whatever else it holds is passed over."""
    entries = content.get("schemas") if isinstance(content, Mapping) else None
    found = map(_entry, entries if isinstance(entries, list) else ())
    return {entry.name: entry for entry in found if entry}


def read_schemas(folder: Path) -> Schemas:
    """The index and the schemas of the JSON files of a folder."""
    contents, problems = _contents(folder)
    index: dict[str, IndexEntry] = {}
    for content in contents.values():
        index |= read_index(content)
    profiles: dict[str, Profile] = {}
    for file, content in contents.items():
        if isinstance(content, Mapping) and "schemas" in content:
            continue
        try:
            profile = national_profile(content, _name_in(index.values(), content))
        except ProfileError as error:
            problems.append(f"{file}: {error}")
        else:
            profiles[f"{profile.name}@{profile.version}"] = profile
    return Schemas(profiles, index, tuple(problems))


def _contents(folder: Path) -> tuple[dict[str, Any], list[str]]:
    contents: dict[str, Any] = {}
    problems: list[str] = []
    for path in sorted(folder.rglob("*.json")):
        try:
            contents[str(path.relative_to(folder))] = parse_descriptor(path.read_bytes())
        except ProfileError as error:
            problems.append(f"{path.name}: {error}")
    return contents, problems


def _entry(raw: object) -> IndexEntry | None:
    if not isinstance(raw, Mapping) or raw.get("schema_type", _TABLE) != _TABLE or not raw.get("name"):
        return None
    return IndexEntry(str(raw["name"]), str(raw.get("title") or ""), dict(_addresses(raw.get("versions"))))


def _addresses(versions: object) -> Iterator[tuple[str, str]]:
    for version in versions if isinstance(versions, list) else ():
        if isinstance(version, Mapping) and version.get("version_name") and version.get("schema_url"):
            yield plain_version(str(version["version_name"])), str(version["schema_url"])


def _name_in(entries: Iterable[IndexEntry], descriptor: object) -> str:
    """The name that an index gives to a descriptor, which knows only the last part of it."""
    own = str(descriptor.get("name")) if isinstance(descriptor, Mapping) else ""
    return next((entry.name for entry in entries if own and own in (entry.name, entry.name.rpartition("/")[2])), "")


def _full_name(descriptor: Mapping[str, Any]) -> str:
    """A descriptor's name, with the group that its home page tells (``…/scdl/equipements``)."""
    own = str(descriptor.get("name") or "")
    group, _, last = str(descriptor.get("homepage") or "").rstrip("/").rpartition("/")
    group = group.rpartition("/")[2]
    return f"{group}/{own}" if group and last == own and "/" not in own else own
