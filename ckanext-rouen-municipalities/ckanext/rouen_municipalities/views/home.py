"""The front page and the short pages that every public service has."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint, Response

from ..logic.clock import today
from ..logic.home import front_page
from ..logic.territory import territory_plan
from .map_background import with_background

__all__ = ["rouen_home"]

rouen_home = Blueprint("rouen_home", __name__)


@rouen_home.route("/")
def index() -> Response:
    """The front page: figures of the last computation, so that it stands when Solr does not."""
    page = front_page(model.Session, today())
    states = {state.commune.insee: state for state in page.communes}
    plan = territory_plan(model.Session, [state.commune for state in page.communes])
    return with_background(tk.render("home/index.html", {"page": page, "states": states, "plan": plan}))


@rouen_home.route("/accessibilite")
def accessibility() -> str:
    """What was checked of the accessibility of the portal, and what was not."""
    return tk.render("pages/accessibility.html")


@rouen_home.route("/mentions-legales")
def legal() -> str:
    """Who publishes, who hosts, what is kept of a visit."""
    return tk.render("pages/legal.html")


@rouen_home.route("/api-et-licence")
def api() -> str:
    """How to reuse the data: licence, API, DCAT, exports."""
    return tk.render("pages/api.html")
