"""What happens to an uploaded file: kept by its hash; the public reads the last accepted one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.uploader import ResourceUpload
from werkzeug.datastructures import FileStorage

from .core.growth import FILE, START_OVER
from .core.profiles import TO_PROPOSE, may_be_table
from .core.publication import KeptFile
from .logic import publication
from .logic.publication.keeping import keep_upload
from .logic.publication.privacy import name_for_all, why_not_received
from .store import files
from .store import publication as record


class KeptUpload:
    """CKAN's uploader of one resource: nothing that is public changes until the file is accepted.

    A resource that names a profile keeps the address, size and date of its accepted file while a new one is checked;
    without a profile there is nothing to check and the file is accepted as it comes.
    """

    def __init__(self, resource: dict[str, Any]) -> None:
        upload = resource.pop("upload", None)
        clear = resource.pop("clear_upload", None)
        self.mode = START_OVER if tk.asbool(resource.pop("start_over", None) or False) else FILE
        self.mimetype: str | None = resource.get("mimetype")
        self.received: KeptFile | None = None
        if isinstance(upload, FileStorage) and upload.filename:
            self.received = keep_upload(upload)
            _propose_for_tables_only(resource, self.received.name)
            if reason := why_not_received(resource, self.received):
                raise tk.ValidationError({"upload": [reason]})
            self._describe(resource, upload.filename)
        elif clear:
            resource["url_type"] = ""
        else:
            _propose_for_tables_only(resource, str(resource.get("url") or ""))

    def upload(self, resource_id: str, _max_size: int = 0) -> None:
        """Note the publication in the transaction that saves the resource."""
        if self.received:
            publication.receive(resource_id, self.received, self.mode)

    def get_path(self, resource_id: str) -> str:
        """The last accepted file; a request for a resource that has none is answered 404."""
        accepted = record.last_accepted(model.Session, resource_id)
        if accepted:
            return str(files.path_of(accepted.file.sha256))
        if record.latest(model.Session, resource_id) is None and (stored := _stored_by_ckan(resource_id)):
            return stored
        return tk.abort(404, tk._("Aucun fichier n'a encore été publié pour cette ressource."))

    def _describe(self, resource: dict[str, Any], sent_as: str) -> None:
        accepted = record.last_accepted(model.Session, resource["id"]) if resource.get("id") else None
        waits = bool(resource.get("profile"))
        shown = accepted.file if accepted and waits else self.received
        if shown is None:
            return
        resource["name"] = name_for_all(resource, resource.get("name") or _title_of(sent_as))
        resource.update(
            url=name_for_all(resource, shown.name), url_type="upload", size=shown.bytes, mimetype=shown.mimetype
        )
        self.mimetype = shown.mimetype
        if not waits:
            resource["last_modified"] = datetime.now(UTC).replace(tzinfo=None).isoformat()
        elif accepted:
            resource["last_modified"] = _last_modified(resource["id"])


def _title_of(file_name: str) -> str:
    """What a file is called by whoever sent it, without a folder of their machine and without its ending."""
    return PureWindowsPath(file_name).stem.strip() or file_name


def _propose_for_tables_only(resource: dict[str, Any], name: str) -> None:
    """There is nothing to propose for a plan or a picture, whatever the form says: it is offered as it is."""
    if resource.get("profile") == TO_PROPOSE and not may_be_table(name):
        resource["profile"] = ""


def _stored_by_ckan(resource_id: str) -> str | None:
    """Where CKAN itself put a file that was uploaded before this extension was there."""
    path = ResourceUpload({}).get_path(resource_id)
    return path if Path(path).is_file() else None


def _last_modified(resource_id: str) -> str | None:
    resource = model.Session.get(model.Resource, resource_id)
    return resource.last_modified.isoformat() if resource and resource.last_modified else None
