"""What the page of a resource says of its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ..logic import publication as publications

#: how many publications the page of a resource names; a page of its own has them all
_NAMED = 10


@dataclass(frozen=True)
class PublicationState:
    """The publication that is shown to everybody, for editors the latest one, and the last ones of the history."""

    shown: dict[str, Any] | None
    latest: dict[str, Any] | None
    history: Sequence[dict[str, Any]]
    history_length: int
    may_edit: bool
    package: dict[str, Any]
    link: dict[str, Any] | None = None

    @property
    def moves(self) -> bool:
        """Whether the page should look again: a file is being checked, or a link about to be read."""
        return self.in_progress or bool(self.link and self.link["waiting"])

    @property
    def in_progress(self) -> bool:
        """Whether a file is being checked, or about to be."""
        return bool(self.latest and self.latest["state"] in ("pending", "running"))

    @property
    def percent(self) -> int:
        """How much of the file has been read."""
        if not self.latest or not self.latest["file"]["bytes"]:
            return 0
        return min(100, 100 * self.latest["bytes_read"] // self.latest["file"]["bytes"])

    @property
    def grows(self) -> bool:
        """Whether the table that is shown takes files one after the other."""
        return bool(self.shown and self.shown["growth"])

    @property
    def readers(self) -> str:
        """For whom the table is published: `public`, `organization` or, once its draft is finished, `draft`."""
        if str(self.package["state"]).startswith("draft"):
            return "draft"
        return "organization" if self.package["private"] else "public"


def rouen_publication_state(resource_id: str) -> PublicationState:
    """State of the file of a resource, as far as the reader of the page may see it."""
    history = _list(resource_id, limit=_NAMED)
    published = [publication for publication in history if publication["state"] == "published"]
    shown = published or _list(resource_id, state="published", limit=1)
    may_edit = tk.h.check_access("resource_update", {"id": resource_id})
    return PublicationState(
        shown=shown[0] if shown else None,
        latest=_latest(history),
        history=history,
        history_length=publications.history_length(resource_id),
        may_edit=may_edit,
        package=_package_of(resource_id),
        link=_link(resource_id),
    )


def rouen_files_for_all(resources: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the resources of a dataset those with something to read: their first file is neither awaited nor refused."""
    return [resource for resource in resources if not _has_no_file_yet(resource)]


def _has_no_file_yet(resource: dict[str, Any]) -> bool:
    return bool(resource.get("profile")) and resource.get("url_type") == "upload" and not resource.get("last_modified")


def rouen_profile_grows(name: str | None) -> bool:
    """Whether each file of a resource that names this profile adds to its table."""
    profile = publications.find_profile(name) if name else None
    return profile is not None and profile.hints.growing


def _list(resource_id: str, **values: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tk.get_action("rouen_publication_list")({}, {"resource_id": resource_id, **values})
    return found


def _latest(history: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The newest publication; with its issues when there are some."""
    if not history:
        return None
    if history[0]["state"] != "refused":
        return history[0]
    return dict(tk.get_action("rouen_publication_show")({}, {"id": history[0]["id"]}))


def _package_of(resource_id: str) -> dict[str, Any]:
    resource = tk.get_action("resource_show")({}, {"id": resource_id})
    return dict(tk.get_action("package_show")({}, {"id": resource["package_id"]}))


def _link(resource_id: str) -> dict[str, Any] | None:
    try:
        return dict(tk.get_action("rouen_link_show")({}, {"resource_id": resource_id}))
    except tk.ObjectNotFound:
        return None
