"""Workbooks to download: the one to fill in for a model, and a refused file with its errors shown."""

from __future__ import annotations

from typing import IO

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, send_file

from ..logic.publication.workbooks import Office, annotated, office_of, template
from .asking import ask
from .model import found_model, own_organizations

__all__ = ["rouen_workbook"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

rouen_workbook = Blueprint("rouen_workbook", __name__)


@rouen_workbook.route("/modeles/<path:name>.xlsx")
def to_fill_in(name: str) -> Response:
    """The workbook to fill in; `organisation` names whose codes are filled in, that of whoever asks by default."""
    return _sent(template(found_model(name), _office()), name.replace("/", "-"))


@rouen_workbook.route("/publication/<publication_id>/corriger.xlsx")
def to_correct(publication_id: str) -> Response:
    """A refused file with its errors shown, for those who may edit its resource: it quotes what is not public."""
    try:
        publication = tk.get_action("rouen_publication_show")({}, {"id": publication_id})
        tk.check_access("resource_update", {}, {"id": publication["resource_id"]})
        return _sent(annotated(publication_id), f"corriger-{publication['file']['name'].rpartition('.')[0]}")
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, tk._("Page introuvable ou non publique."))


def _office() -> Office:
    named = tk.request.args.get("organisation")
    if named is None:
        own = own_organizations()
        named = own[0]["id"] if len(own) == 1 else ""
    if not named:
        return Office()
    return office_of(ask("organization_show", id=named, include_users=False))


def _sent(workbook: IO[bytes], name: str) -> Response:
    response = send_file(workbook, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")
    response.headers["Cache-Control"] = "private, no-store"
    return response
