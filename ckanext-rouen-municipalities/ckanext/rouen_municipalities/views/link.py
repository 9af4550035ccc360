"""Pages of links: reading one now."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

__all__ = ["rouen_link"]

rouen_link = Blueprint("rouen_link", __name__)


@rouen_link.route("/lien/<resource_id>/lire", methods=["POST"])
def read(resource_id: str) -> Any:
    """Have the link read now, then back to the resource's page."""
    try:
        tk.get_action("rouen_link_fetch")({}, {"resource_id": resource_id})
        resource = tk.get_action("resource_show")({}, {"id": resource_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Page introuvable ou non publique."))
    return tk.redirect_to("resource.read", id=resource["package_id"], resource_id=resource_id)
