"""What the page of a resource says of its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk


@dataclass(frozen=True)
class PublicationState:
    """The publication that is shown to everybody, and for editors the latest one and the whole history."""

    shown: dict[str, Any] | None
    latest: dict[str, Any] | None
    history: list[dict[str, Any]]
    may_edit: bool
    link: dict[str, Any] | None = None

    @property
    def moves(self) -> bool:
        """Whether the page should look again: a file is being checked, or a link about to be read."""
        return self.in_progress or bool(self.link and self.link["waiting"])

    @property
    def in_progress(self) -> bool:
        """Whether a file is being checked."""
        return bool(self.latest and self.latest["state"] in ("pending", "running"))

    @property
    def percent(self) -> int:
        """How much of the file has been read."""
        if not self.latest or not self.latest["file"]["bytes"]:
            return 0
        return min(100, 100 * self.latest["bytes_read"] // self.latest["file"]["bytes"])


def rouen_publication_state(resource_id: str) -> PublicationState:
    """State of the file of a resource, as far as the reader of the page may see it."""
    history = tk.get_action("rouen_publication_list")({}, {"resource_id": resource_id})
    shown = next((publication for publication in history if publication["state"] == "published"), None)
    latest = history[0] if history else None
    may_edit = tk.h.check_access("resource_update", {"id": resource_id})
    return PublicationState(shown, latest, history, may_edit, _link(resource_id))


def _link(resource_id: str) -> dict[str, Any] | None:
    try:
        return dict(tk.get_action("rouen_link_show")({}, {"resource_id": resource_id}))
    except tk.ObjectNotFound:
        return None


def rouen_file_writing(file: dict[str, Any]) -> str:
    """How a file is written, as an officer would say it: Windows-1252, point-virgule."""
    encodings = {"cp1252": "Windows-1252", "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
    separators = {
        ";": tk._("point-virgule"),
        ",": tk._("virgule"),
        "\t": tk._("tabulation"),
        "|": tk._("barre verticale"),
    }
    encoding, separator = file["encoding"] or "", file["delimiter"] or ""
    return ", ".join(filter(None, [encodings.get(encoding, encoding), separators.get(separator, separator)]))


def rouen_publication_reason(reason: str | None) -> str:
    """Why a publication ended as it did, in words; what has none is shown as it was recorded."""
    words = {
        "identical": tk._("Ce fichier est identique à celui qui était déjà publié : rien n'a changé."),
        "newer-file": tk._("un fichier plus récent a été publié"),
        "resource-gone": tk._("la ressource a été supprimée entre-temps"),
        "interrupted": tk._("le traitement s'est interrompu à chaque essai"),
    }
    return words.get(reason or "", reason or "")
