"""Profiles by name and version: how they are named, which comes after which, what is kept of a frozen one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: confirmed by an officer; not confirmed yet; read from an address; of a plugin or a folder, when first used
INFERRED, DRAFT, FETCHED, DECLARED = "inferred", "draft", "fetched", "declared"
#: what a resource names whose officer has no profile: its file waits until she has said what its columns hold
TO_PROPOSE = "a-proposer"
#: why such a file is not published
WAITS_FOR_CHOICES = "profile-to-confirm"
#: files that may hold a table
TABLE_ENDINGS = ("csv", "tsv", "txt", "xlsx", "ods", "zip")

_NUMBERS = re.compile(r"[0-9]+")
_FIRST_VERSION = "1.0.0"


@dataclass(frozen=True)
class FrozenProfile:
    """One version of a profile as it will always be; ``sha256`` is that of its descriptor."""

    name: str
    version: str
    descriptor: Mapping[str, Any] = field(repr=False, compare=False)
    sha256: str
    origin: str
    #: address from which it was read
    source: str | None = None
    #: the resource for which an officer made it
    resource_id: str | None = None
    user_id: str | None = None


def split(name: str) -> tuple[str, str]:
    """``name@version`` in its two parts; the version is empty when there is none."""
    bare, _, version = name.partition("@")
    return bare, version


def plain_version(version: str) -> str:
    """A version without the ``v`` that some write before it."""
    return version[1:] if re.match(r"v[0-9]", version) else version


def version_key(version: str) -> tuple[tuple[int, ...], str]:
    """What versions are sorted by: 1.9.0 comes before 1.10.0."""
    return tuple(map(int, _NUMBERS.findall(version))), version


def newest(versions: Iterable[str]) -> str:
    """The last of some versions; empty when there are none."""
    return max(versions, key=version_key, default="")


def next_version(versions: Iterable[str]) -> str:
    """The version of a profile that changes what columns mean: 1.0.0, then 2.0.0."""
    last = newest(versions)
    return f"{version_key(last)[0][0] + 1}.0.0" if last else _FIRST_VERSION


def next_draft(versions: Iterable[str]) -> str:
    """The version of one more draft: 0.1.0, then 0.2.0."""
    last = newest(versions)
    return f"0.{version_key(last)[0][1] + 1}.0" if last else "0.1.0"


def may_be_table(file_name: str) -> bool:
    """Whether a file of this name can hold a table that is read here."""
    return file_name.rpartition(".")[2].lower() in TABLE_ENDINGS
