"""What an officer can improve of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.catalogue import open_licences
from ..core.freshness import freshness
from ..core.quality import Described, File, Hint, hints
from ..store.freshness import freshness_of
from ..store.quality import FileState, file_states
from .clock import today


def hints_of(session: Any, package: Mapping[str, Any]) -> list[Hint]:
    """The hints for a dataset as `package_show` gives it; two queries, however many files it has."""
    day = today()
    fresh = freshness_of(session, day, [package["id"]]).get(package["id"])
    described = Described(
        notes=package.get("notes") or "",
        licence=package.get("license_id") or "",
        is_open=package.get("license_id") in open_licences(),
        has_contact=bool(package.get("maintainer_email")),
        has_keywords=bool(package.get("tags")),
        freshness=fresh or freshness(None, None, day),
        frequency=package.get("frequency") or "",
        files=_files(session, package.get("resources") or []),
    )
    return hints(described)


def _files(session: Any, resources: list[Mapping[str, Any]]) -> tuple[File, ...]:
    states = file_states(session, [resource["id"] for resource in resources]) if resources else {}
    return tuple(_file(resource, states.get(resource["id"])) for resource in resources)


def _file(resource: Mapping[str, Any], state: FileState | None) -> File:
    return File(
        id=resource["id"],
        name=resource.get("name") or resource["id"],
        format=resource.get("format") or "",
        has_profile=bool(resource.get("profile")),
        never_accepted=bool(state and state.never_accepted),
        failing=state.failing if state else None,
    )
