"""Pages of links: reading one now."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from .asking import ask

__all__ = ["rouen_link"]

rouen_link = Blueprint("rouen_link", __name__)


@rouen_link.route("/lien/<resource_id>/lire", methods=["POST"])
def read(resource_id: str) -> Any:
    """Have the link read now, then back to the resource's page."""
    ask("rouen_link_fetch", resource_id=resource_id)
    resource = ask("resource_show", id=resource_id)
    return tk.redirect_to("resource.read", id=resource["package_id"], resource_id=resource_id)
