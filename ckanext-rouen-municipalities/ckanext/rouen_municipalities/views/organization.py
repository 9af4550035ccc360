"""The list of organisations: all on one page, where CKAN asks its index for each one."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint

from ..store.organization import all_organizations

__all__ = ["rouen_organization"]

rouen_organization = Blueprint("rouen_organization", __name__)


@rouen_organization.route("/organization/")
def index() -> str:
    """Every organisation, with how many datasets anyone sees of it."""
    try:
        tk.check_access("organization_list", {"user": tk.current_user.name}, {})
    except tk.NotAuthorized:
        tk.abort(403)
    return tk.render("organization/index.html", {"organizations": all_organizations(model.Session)})
