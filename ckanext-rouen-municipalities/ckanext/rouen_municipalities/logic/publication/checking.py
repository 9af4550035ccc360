"""A file checked and nothing kept of it: with the profile that is named, or with the one that would be proposed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from werkzeug.datastructures import FileStorage

from ... import config
from ...core.growth import Growth
from ...core.profiles import TO_PROPOSE
from ...core.tabular.inference import propose
from ...core.tabular.limits import MEBIBYTE
from ...core.tabular.profile import Profile, load_profile
from ...core.tabular.report import Report
from ...store import files
from ...store import publication as record
from .layouts import layouts_at, layouts_in
from .loading import examine, examine_beside
from .profiles import find_profile
from .surroundings import surroundings_in

#: the name of a profile that is made for one look only
_PROPOSED = "proposition"


@dataclass(frozen=True)
class Checked:
    """The report of a file, the profile that it was read with, and what it would do to a growing table."""

    report: Report
    #: `None` when none was named and the file cannot be read
    profile: Profile | None
    #: whether nobody declared the profile
    is_inferred: bool = False
    growth: Growth | None = None


def check_file(
    path: Path, profile: str, sheet: str = "", *, resource_id: str = "", file_name: str = "", package_id: str = ""
) -> Checked:
    """Check the file at `path`; without a profile one is inferred. Raises ObjectNotFound for an unknown profile.

    `resource_id`: the resource whose rows the file would join; `file_name`: what its officer calls the file;
    `package_id`: the dataset in which it would be a new resource.
    """
    if profile in ("", TO_PROPOSE):
        return _inferred(path, sheet)
    found = find_profile(profile)
    if found is None:
        raise tk.ObjectNotFound(tk._("Modèle inconnu : {name}").format(name=profile))
    if resource_id:
        report, growth = examine_beside(resource_id, path, found, sheet, layouts_at(file_name, resource_id))
        return Checked(report, found, growth=growth)
    layouts = layouts_in(file_name or path.name, package_id)
    return Checked(examine(path, found, sheet, layouts, surroundings_in(found, package_id)), found)


def check_latest(resource_id: str, profile: str, sheet: str) -> Checked:
    """Check the latest file of a resource; its own profile and sheet unless others are named."""
    latest = record.latest(model.Session, resource_id)
    if latest is None:
        raise tk.ObjectNotFound(tk._("Aucun fichier n'a été déposé pour cette ressource."))
    path = files.path_of(latest.file.sha256)
    named, chosen = profile or latest.profile or "", sheet or latest.sheet or ""
    return check_file(path, named, chosen, resource_id=resource_id, file_name=latest.file.name)


def check_upload(upload: Any, profile: str, sheet: str, resource_id: str = "", package_id: str = "") -> Checked:
    """Check a file that is sent, and forget it. Raises ValidationError, in words, when there is none or it is large."""
    if not isinstance(upload, FileStorage) or not upload.filename:
        raise tk.ValidationError({"upload": [tk._("Déposez un fichier.")]})
    latest = record.latest(model.Session, resource_id) if resource_id else None
    with borrowed(upload) as path:
        named = profile or (latest.profile if latest else "") or ""
        given = {"resource_id": resource_id, "file_name": upload.filename, "package_id": package_id}
        return check_file(path, named, sheet, **given)


@contextmanager
def borrowed(upload: FileStorage) -> Iterator[Path]:
    """A file that is sent, on the disk for as long as the block. Raises ValidationError when it is too large."""
    handle, name = tempfile.mkstemp(dir=files.incoming_folder(), prefix=files.INCOMING)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            _copy(upload, target, config.checked_bytes())
        yield path
    finally:
        path.unlink(missing_ok=True)


def _copy(upload: FileStorage, target: Any, limit: int) -> None:
    size = 0
    while chunk := upload.stream.read(files.CHUNK):
        size += len(chunk)
        if size > limit:
            message = tk._(
                "Fichier trop gros pour être vérifié ici : {limit} Mo au plus. "
                "Déposez-le : il est vérifié de la même façon avant d'être publié."
            )
            raise tk.ValidationError({"upload": [message.format(limit=limit // MEBIBYTE)]})
        target.write(chunk)


def _inferred(path: Path, sheet: str) -> Checked:
    proposal = propose(path, _PROPOSED, config.limits(), sheet)
    profile = load_profile(proposal.descriptor) if proposal.columns else None
    return Checked(proposal.report, profile, is_inferred=True)
