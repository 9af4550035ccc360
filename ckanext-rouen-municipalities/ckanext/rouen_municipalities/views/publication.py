"""Pages of publication: the state of a file while it is checked, the report of what is wrong, a new attempt."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..logic import publication as publications
from ..logic.language import language

__all__ = ["rouen_publication"]

rouen_publication = Blueprint("rouen_publication", __name__)


@rouen_publication.route("/publication/<resource_id>/etat")
def state(resource_id: str) -> str:
    """The part of the resource's page that tells what happens to its file; the page asks for it every second."""
    resource = _action("resource_show", id=resource_id)
    return tk.render("publication/state.html", {"resource": resource})


@rouen_publication.route("/publication/<publication_id>/rapport.csv")
def report_csv(publication_id: str) -> Response:
    """Every issue of a report as a table that Excel opens."""
    _action("rouen_publication_show", id=publication_id)
    text = publications.stored_report(publication_id).to_csv(language())
    return _attachment("\ufeff" + text, "text/csv; charset=utf-8", f"rapport-{publication_id[:8]}.csv")


@rouen_publication.route("/publication/<publication_id>/rapport.json")
def report_json(publication_id: str) -> Response:
    """The whole report as JSON."""
    publication = _action("rouen_publication_show", id=publication_id)
    text = json.dumps(publication["report"], ensure_ascii=False, indent=1)
    return _attachment(text, "application/json; charset=utf-8", f"rapport-{publication_id[:8]}.json")


@rouen_publication.route("/publication/<resource_id>/reessayer", methods=["POST"])
def retry(resource_id: str) -> Any:
    """Publish the latest file again, then back to the resource's page."""
    _action("rouen_publication_retry", resource_id=resource_id)
    resource = _action("resource_show", id=resource_id)
    return tk.redirect_to("resource.read", id=resource["package_id"], resource_id=resource_id)


def _action(name: str, **data: str) -> Any:
    """An action for the reader of the page; what may not be seen is answered as if it did not exist."""
    try:
        return tk.get_action(name)({}, data)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Page introuvable ou non publique."))


def _attachment(text: str, mimetype: str, name: str) -> Response:
    response = Response(text, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
