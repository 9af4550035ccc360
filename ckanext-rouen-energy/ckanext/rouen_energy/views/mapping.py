"""/energie/correspondance/<resource_id>: what the columns of a file of an unknown layout are, said once."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from . import mapping_words as words
from .asking import asked
from .mapping_form import column_rows, field_rows, filled_in, measured, word_lines

__all__ = ["rouen_energy_mapping"]

rouen_energy_mapping = Blueprint("rouen_energy_mapping", __name__)

_ADDRESS = "/energie/correspondance/<resource_id>"


@rouen_energy_mapping.route(_ADDRESS)
def read(resource_id: str) -> str:
    """What is proposed for the latest file of a resource."""
    proposal = _proposal(resource_id)
    return _page(resource_id, proposal, proposal["mapping"])


@rouen_energy_mapping.route(_ADDRESS, methods=["POST"])
def save(resource_id: str) -> Any:
    """Show what the mapping makes of the first lines, or save it and publish the file again."""
    proposal, form = _proposal(resource_id), tk.request.form
    if not proposal["mapping"]:
        return _page(resource_id, proposal, None)
    mapping = filled_in(form, proposal, proposal["mapping"]["profile"])
    data = {"resource_id": resource_id, "mapping": mapping, "sheet": form.get("feuille", "")}
    try:
        if form.get("save") == "publish":
            tk.get_action("rouen_energy_mapping_save")({}, {**data, "title": form.get("title", "")})
            return _to_resource(resource_id)
        preview = tk.get_action("rouen_energy_mapping_preview")({}, data)
    except tk.NotAuthorized:
        return tk.abort(404, tk._("Page introuvable ou non publique."))
    except tk.ValidationError as error:
        return _page(resource_id, proposal, mapping, errors=_messages(error))
    return _page(resource_id, proposal, mapping, preview=preview)


@rouen_energy_mapping.route(f"{_ADDRESS}/supprimer", methods=["POST"])
def delete(resource_id: str) -> Any:
    """Read no file any more by a mapping of the organisation of a resource; the tables that it filled stay."""
    deleted = asked("rouen_energy_mapping_delete", resource_id=resource_id, name=tk.request.form.get("name", ""))
    tk.h.flash_success(tk._("« {title} » ne lira plus de fichier.").format(title=deleted["title"]))
    return tk.redirect_to("rouen_energy_mapping.read", resource_id=resource_id)


def _proposal(resource_id: str) -> dict[str, Any]:
    said = tk.request.values
    proposal: dict[str, Any] = asked(
        "rouen_energy_mapping_propose",
        resource_id=resource_id,
        profile=said.get("profil") or None,
        header_line=said.get("ligne") or None,
        sheet=said.get("feuille"),
    )
    return proposal


def _page(
    resource_id: str,
    proposal: dict[str, Any],
    mapping: dict[str, Any] | None,
    *,
    errors: list[str] | None = None,
    preview: dict[str, Any] | None = None,
) -> str:
    resource = asked("resource_show", id=resource_id)
    page = {
        "resource": resource,
        "package": asked("package_show", id=resource["package_id"]),
        "proposal": proposal,
        "mapping": mapping,
        "errors": errors or [],
        "preview": preview,
        "filled": _filled_columns(preview) if preview else [],
        "title": tk.request.form.get("title") or (proposal["saved"] or {}).get("title") or "",
        "profiles": words.profile_choices(),
        "saved": asked("rouen_energy_mapping_list", resource_id=resource_id),
    }
    return tk.render("rouen_energy/mapping.html", {**page, **(_filled(proposal, mapping) if mapping else {})})


def _filled(proposal: dict[str, Any], mapping: dict[str, Any]) -> dict[str, Any]:
    """What the form shows of a mapping, a part that was not filled in as it was proposed."""
    profile = mapping["profile"]
    whole = {**proposal["mapping"], **mapping}
    columns = column_rows(proposal, whole)
    return {
        "mapping": whole,
        "columns": columns,
        "fields": field_rows(whole, columns),
        "words": word_lines(whole),
        "roles": words.role_choices(profile),
        "kinds": words.kind_choices(),
        "carriers": words.carrier_choices(),
        "units": words.unit_names(),
        "choices": words.part_choices(),
        "is_measured": measured(profile),
    }


def _filled_columns(preview: dict[str, Any]) -> list[str]:
    """The columns of ours in which one of the rows has a value, in their order."""
    names = dict.fromkeys(name for row in preview["rows"] for name in row["cells"])
    return [name for name in names if any(row["cells"].get(name) for row in preview["rows"])]


def _messages(error: tk.ValidationError) -> list[str]:
    return [str(message) for messages in error.error_dict.values() for message in messages]


def _to_resource(resource_id: str) -> Any:
    resource = asked("resource_show", id=resource_id)
    tk.h.flash_success(tk._("Correspondance enregistrée : le fichier est vérifié à nouveau, lu de cette façon."))
    return tk.redirect_to("resource.read", id=resource["package_id"], resource_id=resource_id)
