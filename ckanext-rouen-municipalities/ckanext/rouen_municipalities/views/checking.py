"""A file checked from the form from which it is sent, without being sent: what is wrong, and nothing published."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

__all__ = ["rouen_checking"]

rouen_checking = Blueprint("rouen_checking", __name__)


@rouen_checking.route("/publication/verifier", methods=["POST"])
def check() -> str:
    """The report of the file of the form: a part of its page where htmx asks, a page of its own otherwise."""
    part = "HX-Request" in tk.request.headers
    return tk.render("checking/result.html" if part else "checking/page.html", _checked())


def _checked() -> dict[str, Any]:
    form = tk.request.form
    upload = tk.request.files.get("upload")
    named = {"profile": form.get("profile"), "sheet": form.get("sheet"), "resource_id": form.get("id")}
    named["package_id"] = tk.request.args.get("package_id")
    data = {"upload": upload, **named}
    name = upload.filename if upload else ""
    try:
        report = tk.get_action("rouen_publication_check")({}, {key: value for key, value in data.items() if value})
    except tk.ValidationError as error:
        return {"report": None, "problems": [each for found in error.error_dict.values() for each in found]}
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, tk._("Page introuvable ou non publique."))
    return {"report": report, "problems": [], "file_name": name}
