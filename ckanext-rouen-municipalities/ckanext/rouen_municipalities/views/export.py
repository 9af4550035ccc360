"""Downloads of whole tables, at addresses that stay."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import munge
from flask import Blueprint, Response, send_file

from ..core.export import BY_FILE, FORMATS
from ..logic.export import Offer, offer
from .asking import ask

__all__ = ["rouen_export"]

rouen_export = Blueprint("rouen_export", __name__)

RETRY_SECONDS = 30
_MISSING, _NOT_YET = 404, 503
_FILES = ", ".join(f"'{name}'" for name in BY_FILE)


@rouen_export.route(f"/dataset/<package_id>/resource/<resource_id>/<any({_FILES}):file>")
def download(package_id: str, resource_id: str, file: str) -> Response:
    """The whole table in one file; its address stays, its ETag changes with the data."""
    resource, package = _seen(package_id, resource_id)
    if not resource.get("datastore_active"):
        return _told(_MISSING, tk._("Cette ressource n'a pas de table."))
    found = offer(resource["id"])
    wanted = found.get(BY_FILE[file].name)
    if found and wanted is None:
        return _told(_MISSING, tk._("Cette table a trop de lignes pour Excel ; prenez le CSV ou le Parquet."))
    if wanted is None or not wanted.path.exists():
        return _told(_NOT_YET, tk._("Le fichier se prépare ; redemandez-le dans une minute."))
    name = munge.munge_filename(resource.get("name") or package["name"]).rsplit(".", 1)[0]
    return _send(wanted, name, file)


def _seen(package_id: str, resource_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The resource and its dataset, when the reader may see them and the one belongs to the other."""
    resource = ask("resource_show", id=resource_id)
    package = ask("package_show", id=resource["package_id"])
    if package_id not in (package["id"], package["name"]):
        return tk.abort(404, tk._("Page introuvable ou non publique."))
    return resource, package


def _send(found: Offer, name: str, file: str) -> Response:
    export = found.file
    response = send_file(
        found.path,
        mimetype=FORMATS[export.format].mimetype.partition(";")[0],
        as_attachment=True,
        download_name=f"{name}{file.removeprefix('export')}",
        conditional=True,
        etag=export.sha256,
        last_modified=export.published or export.created,
    )
    response.headers["X-Rouen-Publication"] = export.publication_id
    response.headers["X-Rouen-Current"] = "true" if found.current else "false"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _told(status: int, text: str) -> Response:
    """In plain words, for a program as for a person."""
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == _NOT_YET else {}
    return Response(text, status, headers, mimetype="text/plain")
