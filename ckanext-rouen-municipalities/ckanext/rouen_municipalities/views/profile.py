"""The page on which an officer says what the columns of her file hold, and the choice of a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..core.profiles import TO_PROPOSE, may_be_table
from ..logic.language import language
from .asking import ask
from .profile_words import type_words

__all__ = ["rouen_profile"]

rouen_profile = Blueprint("rouen_profile", __name__)

#: the pages of CKAN from which a file is sent
_UPLOAD_PAGES = ("resource.new", "resource.edit")


@dataclass
class ColumnRow:
    """A line of the form: a column as proposed, or as it was filled in."""

    rank: int
    name: str
    header: str
    label: str
    type: str
    unit: str
    required: bool
    key: bool
    examples: list[str]
    reason: str
    errors: list[str] = field(default_factory=list)


@rouen_profile.route("/modele/<resource_id>")
def read(resource_id: str) -> str:
    """What is proposed for the latest file of a resource."""
    return _page(resource_id, _proposal(resource_id, tk.request.args.get("feuille")))


@rouen_profile.route("/modele/<resource_id>", methods=["POST"])
def save(resource_id: str) -> Any:
    """Confirm the columns, or keep them as a draft; what the file contradicts is told beside its column."""
    sheet = tk.request.form.get("feuille") or None
    proposal = _proposal(resource_id, sheet)
    data = _filled_in(resource_id, proposal)
    is_draft = tk.request.form.get("save") == "draft"
    try:
        ask("rouen_profile_draft" if is_draft else "rouen_profile_confirm", **data)
    except tk.ValidationError as error:
        return _page(resource_id, proposal, data, error.error_dict)
    if is_draft:
        tk.h.flash_success(tk._("Brouillon gardé. Rien n'est publié."))
    return _to_resource(resource_id)


@rouen_profile.route("/modele/<resource_id>/feuille", methods=["POST"])
def choose_sheet(resource_id: str) -> Any:
    """Read another sheet of the workbook that was sent; it need not be sent again."""
    ask("resource_patch", id=resource_id, sheet=tk.request.form.get("feuille", ""))
    return _to_resource(resource_id)


@rouen_profile.after_app_request
def lead_to_proposal(response: Response) -> Response:
    """After the form of a file whose officer has no model: what is proposed, not the page that still has nothing."""
    if response.status_code == HTTPStatus.FOUND and _asks_for_proposal() and (resource_id := _waiting_resource()):
        response.headers["Location"] = tk.h.url_for("rouen_profile.read", resource_id=resource_id)
    return response


def _asks_for_proposal() -> bool:
    """Whether this is the form of a file, sent for good, that names no model."""
    request = tk.request
    if request.method != "POST" or not (request.endpoint or "").endswith(_UPLOAD_PAGES):
        return False
    file = request.files.get("upload")
    has_file = bool(file and file.filename) or "resource_id" in (request.view_args or {})
    return has_file and request.form.get("profile") == TO_PROPOSE and request.form.get("save") != "again"


def _waiting_resource() -> str | None:
    """The resource that was sent: that of the address, or the last one of the dataset."""
    address = tk.request.view_args or {}
    resources = ask("package_show", id=address["id"])["resources"]
    found = [one for one in resources if address.get("resource_id") in (None, one["id"])]
    waits = found and found[-1].get("profile") == TO_PROPOSE and found[-1].get("url_type") == "upload"
    return found[-1]["id"] if waits else None


def _page(
    resource_id: str,
    proposal: dict[str, Any],
    data: dict[str, Any] | None = None,
    errors: dict[str, list[str]] | None = None,
) -> str:
    resource = ask("resource_show", id=resource_id)
    rows = _rows(proposal, data or {}, errors or {})
    told = [row.header for row in rows if row.errors]
    return tk.render(
        "profile/read.html",
        {
            "resource": resource,
            "package": ask("package_show", id=resource["package_id"]),
            "proposal": proposal,
            "title": (data or {}).get("title") or proposal["title"].get("fr") or _readable(resource.get("name") or ""),
            "rows": rows,
            "types": type_words(),
            "sheet": (data or {}).get("sheet") or tk.request.args.get("feuille", resource.get("sheet") or ""),
            "other_errors": [
                message for column, messages in (errors or {}).items() if column not in told for message in messages
            ],
        },
    )


def _readable(name: str) -> str:
    """A name of a table from that of its file: no ending, no signs where words stand apart."""
    plain = name.rpartition(".")[0] if may_be_table(name) and "." in name else name
    words = plain if " " in plain else plain.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _rows(proposal: dict[str, Any], data: dict[str, Any], errors: dict[str, list[str]]) -> list[ColumnRow]:
    filled_in = {one["name"]: one for one in data.get("fields", ())}
    key = data.get("primary_key", proposal["primary_key"])
    return [
        _row(rank, {**raw, **filled_in.get(raw["name"], {})}, raw, key, errors)
        for rank, raw in enumerate(proposal["fields"])
    ]


def _row(
    rank: int, now: dict[str, Any], raw: dict[str, Any], key: list[str], errors: dict[str, list[str]]
) -> ColumnRow:
    title = now.get("title") or {}
    required = now["required"] if "required" in now else now.get("constraints", {}).get("required", False)
    return ColumnRow(
        rank=rank,
        name=raw["name"],
        header=raw["header"],
        label=title.get(language()) or title.get("fr") or "",
        type=now["type"],
        unit=now.get("unit") or "",
        required=bool(required),
        key=raw["name"] in key,
        examples=raw["examples"],
        reason=raw["reason"],
        errors=errors.get(raw["header"], []),
    )


def _filled_in(resource_id: str, proposal: dict[str, Any]) -> dict[str, Any]:
    """The form as parameters of the actions."""
    form = tk.request.form
    columns = {raw["name"]: raw for raw in proposal["fields"]}
    names = [(rank, form[f"name-{rank}"]) for rank in range(len(columns)) if form.get(f"name-{rank}") in columns]
    return {
        "resource_id": resource_id,
        "sha256": form.get("sha256", ""),
        "sheet": form.get("feuille", ""),
        "title": form.get("title", "").strip(),
        "primary_key": [name for rank, name in names if f"key-{rank}" in form],
        "fields": [
            {
                "name": name,
                "type": form.get(f"type-{rank}"),
                "title": {**(columns[name].get("title") or {}), language(): form.get(f"label-{rank}", "").strip()},
                "unit": form.get(f"unit-{rank}", ""),
                "required": f"required-{rank}" in form,
            }
            for rank, name in names
        ],
    }


def _proposal(resource_id: str, sheet: str | None) -> dict[str, Any]:
    """What is proposed; where nothing can be, an empty proposal that says why."""
    data = {"resource_id": resource_id} | ({} if sheet is None else {"sheet": sheet})
    try:
        return dict(ask("rouen_profile_propose", **data))
    except tk.ValidationError as error:
        messages = [{"message": message} for told in error.error_dict.values() for message in told]
        return {
            "title": {}, "fields": [], "primary_key": [], "sheets": [], "file": {}, "report": {"issues": messages},
        }  # fmt: skip


def _to_resource(resource_id: str) -> Any:
    resource = ask("resource_show", id=resource_id)
    return tk.redirect_to("resource.read", id=resource["package_id"], resource_id=resource_id)
