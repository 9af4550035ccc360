"""Pages of publication: the state of a file while it is checked, the report of what is wrong, a new attempt."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..logic import publication as publications
from ..logic.language import language
from .asking import ask
from .publication_state import rouen_publication_state

__all__ = ["rouen_publication"]

#: publications on a page of the history
HISTORY_PAGE = 50

rouen_publication = Blueprint("rouen_publication", __name__)


@rouen_publication.route("/publication/<resource_id>/etat")
def state(resource_id: str) -> str:
    """The part of the resource's page that tells what happens to its file; the page asks for it every second."""
    resource = ask("resource_show", id=resource_id)
    return tk.render("publication/state.html", {"resource": resource})


@rouen_publication.route("/publication/<publication_id>/rapport.csv")
def report_csv(publication_id: str) -> Response:
    """Every issue of a report as a table that Excel opens."""
    ask("rouen_publication_show", id=publication_id)
    text = publications.stored_report(publication_id).to_csv(language())
    return _attachment("\ufeff" + text, "text/csv; charset=utf-8", f"rapport-{publication_id[:8]}.csv")


@rouen_publication.route("/publication/<publication_id>/rapport.json")
def report_json(publication_id: str) -> Response:
    """The whole report as JSON."""
    publication = ask("rouen_publication_show", id=publication_id)
    text = json.dumps(publication["report"], ensure_ascii=False, indent=1)
    return _attachment(text, "application/json; charset=utf-8", f"rapport-{publication_id[:8]}.json")


@rouen_publication.route("/publication/<resource_id>/reessayer", methods=["POST"])
def retry(resource_id: str) -> Any:
    """Publish the latest file again, then back to the resource's page."""
    ask("rouen_publication_retry", resource_id=resource_id)
    return tk.redirect_to(_page_of(ask("resource_show", id=resource_id)))


@rouen_publication.route("/publication/<resource_id>/historique")
def history(resource_id: str) -> str:
    """Every publication of a resource, in pages."""
    resource = ask("resource_show", id=resource_id)
    page = max(1, tk.request.args.get("page", 1, type=int))
    # one more than is shown tells whether there are others
    found = ask(
        "rouen_publication_list", resource_id=resource_id, limit=HISTORY_PAGE + 1, offset=(page - 1) * HISTORY_PAGE
    )
    variables = {
        "resource": resource,
        "package": ask("package_show", id=resource["package_id"]),
        "publications": found[:HISTORY_PAGE],
        "has_more": len(found) > HISTORY_PAGE,
        "length": publications.history_length(resource_id),
        "page": page,
        "may_edit": tk.h.check_access("resource_update", {"id": resource_id}),
    }
    return tk.render("publication/history_page.html", variables)


@rouen_publication.route("/publication/<publication_id>/republier")
def republish(publication_id: str) -> str:
    """Say what publishing a file again would do, and ask."""
    return _ask_to_republish(publication_id, "")


@rouen_publication.route("/publication/<publication_id>/republier", methods=["POST"])
def republish_confirmed(publication_id: str) -> Any:
    """Publish a file again, then back to the resource's page."""
    try:
        sent = ask(
            "rouen_publication_republish", id=publication_id, start_over=tk.request.form.get("start_over", "")
        )
    except tk.ValidationError as error:
        problems = [message for messages in error.error_dict.values() for message in messages]
        return _ask_to_republish(publication_id, " ".join(problems))
    return tk.redirect_to(_page_of(ask("resource_show", id=sent["resource_id"])))


def _ask_to_republish(publication_id: str, problem: str) -> str:
    publication = ask("rouen_publication_show", id=publication_id)
    resource = ask("resource_show", id=publication["resource_id"])
    if not tk.h.check_access("rouen_publication_republish", {"resource_id": resource["id"]}):
        tk.abort(404, tk._("Page introuvable ou non publique."))
    variables = {
        "publication": publication,
        "resource": resource,
        "package": ask("package_show", id=resource["package_id"]),
        "state": rouen_publication_state(resource["id"]),
        "back": _page_of(resource),
        "problem": problem,
    }
    return tk.render("publication/republish.html", variables)


def _page_of(resource: dict[str, Any]) -> str:
    return str(tk.h.url_for("resource.read", id=resource["package_id"], resource_id=resource["id"]))


def _attachment(text: str, mimetype: str, name: str) -> Response:
    response = Response(text, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
