"""What a step of a commune rests on: the document that proves it, and what an active commune has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from werkzeug.datastructures import FileStorage

from ..core.attention import Administrators
from ..core.evidence import PDF, document_path
from ..core.membership import Lack
from ..core.referents import Role
from ..store import attention, files, membership, territory
from .publication.keeping import keep_upload


def lacks(session: Any, insee: str) -> list[Lack]:
    """What keeps a commune from being active."""
    organization = territory.commune_organizations(session).get(insee)
    if organization is None:
        return list(Lack)
    counted = attention.administrators(session).get(organization.id, Administrators())
    found = {
        Lack.ADMINISTRATOR: counted.all == counted.never,
        Lack.REFERENT: len(organization.vacant) == len(Role),
    }
    return [lack for lack, is_lacking in found.items() if is_lacking]


def why_not_ready(lacks: Sequence[Lack]) -> str:
    """What a commune lacks to be active, and what to do."""
    names = {
        Lack.ORGANIZATION: tk._("une organisation sur le portail"),
        Lack.ADMINISTRATOR: tk._("un administrateur qui s'est connecté"),
        Lack.REFERENT: tk._("un référent désigné"),
    }
    words = tk._("Il manque à la commune : %(what)s. Complétez, ou dites dans la note pourquoi elle est active sans.")
    return words % {"what": ", ".join(names[lack] for lack in lacks)}


def keep_document(insee: str, upload: FileStorage) -> str:
    """Keep the document of a step; give where everybody reads it. Raises ValidationError."""
    begins = upload.stream.read(len(PDF))
    upload.stream.seek(0)
    if begins != PDF:
        raise tk.ValidationError({"upload": [tk._("Ce fichier n'est pas un PDF : enregistrez le document en PDF.")]})
    return document_path(insee, keep_upload(upload).sha256)


def document(insee: str, sha256: str) -> Path:
    """The document that a step of a commune was recorded with. Raises ObjectNotFound."""
    path = files.path_of(sha256)
    if not membership.is_evidence(model.Session, insee, document_path(insee, sha256)) or not path.exists():
        raise tk.ObjectNotFound(tk._("Ce document n'est celui d'aucune étape de la commune."))
    return path
