"""Pages of models: what each column holds, the workbook to fill in, every message that a file may bring."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ..core.catalogue import alphabetical
from ..core.tabular.describing import column_in_words
from ..core.tabular.listing import listed
from ..core.tabular.profile import Profile
from ..logic.language import language
from ..logic.publication.layouts import usual_layouts
from ..logic.publication.profiles import find_profile, offered

__all__ = ["rouen_model"]

rouen_model = Blueprint("rouen_model", __name__)


@rouen_model.route("/modeles")
def index() -> str:
    """The models that any file may follow."""
    found = sorted(offered().items(), key=lambda item: alphabetical(item[1].title.text(language()) or item[0]))
    return tk.render("model/index.html", {"models": found, "language": language()})


@rouen_model.route("/modeles/messages")
def messages() -> str:
    """Every message that the check of a file may bring."""
    refusals, remarks = (listed(language(), remarks=remarks) for remarks in (False, True))
    return tk.render("model/messages.html", {"refusals": refusals, "remarks": remarks})


@rouen_model.route("/guide")
def guide() -> str:
    """How an officer gets a file published, in short."""
    return tk.render("model/guide.html")


@rouen_model.route("/modeles/<path:name>")
def read(name: str) -> str:
    """One model: its columns, and the workbook to fill in for whoever asks."""
    profile = found_model(name)
    return tk.render(
        "model/read.html",
        {
            "name": name,
            "model": profile,
            "columns": [column_in_words(field, language()) for field in profile.fields],
            "layouts": usual_layouts(profile.name),
            "organizations": own_organizations(),
            "language": language(),
        },
    )


def found_model(name: str) -> Profile:
    """The model of this name; what somebody confirmed for one file is for those who are logged in."""
    profile = find_profile(name)
    if profile is None or (name not in offered() and not tk.current_user.is_authenticated):
        tk.abort(404, tk._("Page introuvable ou non publique."))
    return profile


def own_organizations() -> list[dict[str, Any]]:
    """The organisations for which whoever asks may publish."""
    if not tk.current_user.is_authenticated:
        return []
    found: list[dict[str, Any]] = tk.get_action("organization_list_for_user")({}, {"permission": "create_dataset"})
    return found
