"""Actions of profiles: what is proposed for a file without one, what its officer says of it, confirming it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ...core.tabular.confirming import TYPES, Choice, Choices
from ...core.tabular.profile import ProfileError
from ..language import language
from ..publication import proposing
from ..publication.proposing import NotFitting, Suggestion
from ..publication.refusing import told_by_column

__all__ = ["rouen_profile_confirm", "rouen_profile_draft", "rouen_profile_propose"]


@tk.side_effect_free
def rouen_profile_propose(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What the portal would say of the columns of a resource's latest file; nothing is kept. For who may edit it.

    Gives `{name, version, title, fields[], primary_key[], rules[], sheet, sheets[], file, report}`: each field as in a
    profile, with its `header` in the file, `examples` and the `reason` in words. `sheets` lists the sheets of a
    workbook when none is certain: ask again with one of them. `fields` is empty when the file cannot be read: the
    report says why.

    :param resource_id: the resource
    :param sheet: sheet of a workbook; that of the resource by default
    """
    resource_id = tk.get_or_bust(data_dict, "resource_id")
    tk.check_access("rouen_profile_propose", context, data_dict)
    return _proposal_dict(proposing.suggest(resource_id, data_dict.get("sheet")))


def rouen_profile_confirm(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Declare the profile of a resource from what is proposed and what the officer says; its file is published with it.

    Gives the profile, frozen under its own name and a version. Raises ValidationError when the file says otherwise,
    by column. For who may edit the resource.

    :param resource_id: the resource
    :param fields: what is not as proposed, each `{name, type, title, description, unit, required}`; only `name` must be
        there; `title` and `description` are texts or `{fr, en}`
    :param primary_key: names of the columns that tell rows apart; empty for none
    :param title: title of the table, a text or `{fr, en}`
    :param sheet: sheet of a workbook
    :param sha256: hash of the file that was proposed for, when it matters that no other one came meanwhile
    """
    resource_id = tk.get_or_bust(data_dict, "resource_id")
    tk.check_access("rouen_profile_confirm", context, data_dict)
    suggestion, choices = _said(resource_id, data_dict)
    try:
        name = proposing.confirm(suggestion, choices, _user_id(context))
    except NotFitting as refusal:
        raise tk.ValidationError(told_by_column(refusal.report)) from refusal
    except ProfileError as error:
        raise tk.ValidationError({"fields": [str(error)]}) from error
    chosen = {"sheet": data_dict["sheet"] or ""} if "sheet" in data_dict else {}
    tk.get_action("resource_patch")(context.copy(), {"id": resource_id, "profile": name, **chosen})
    return tk.get_action("rouen_profile_show")(context.copy(), {"name": name})


def rouen_profile_draft(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Keep what the officer has said so far of the columns of a file; nothing is published. For who may edit it.

    Gives what `rouen_profile_propose` gives from now on; parameters as for `rouen_profile_confirm`.
    """
    resource_id = tk.get_or_bust(data_dict, "resource_id")
    tk.check_access("rouen_profile_draft", context, data_dict)
    suggestion, choices = _said(resource_id, data_dict)
    try:
        proposing.keep_draft(suggestion, choices, _user_id(context))
    except ProfileError as error:
        raise tk.ValidationError({"fields": [str(error)]}) from error
    return _proposal_dict(proposing.suggest(resource_id, data_dict.get("sheet")))


def _said(resource_id: str, data_dict: DataDict) -> tuple[Suggestion, Choices]:
    suggestion = proposing.suggest(resource_id, data_dict.get("sheet"))
    if data_dict.get("sha256") not in (None, "", suggestion.file.sha256):
        message = tk._("Un autre fichier est arrivé entre-temps : relisez ses colonnes avant de les confirmer.")
        raise tk.ValidationError({"sha256": [message]})
    if not suggestion.columns:
        raise tk.ValidationError(told_by_column(suggestion.report))
    return suggestion, _choices(suggestion, data_dict)


def _choices(suggestion: Suggestion, data_dict: DataDict) -> Choices:
    """Raises ValidationError for what is no choice."""
    names = {raw["name"] for raw in suggestion.descriptor["fields"]}
    given = data_dict.get("fields") or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise tk.ValidationError({"fields": [tk._("Une liste de colonnes est attendue.")]})
    key = data_dict.get("primary_key")
    unknown = ({str(one.get("name")) for one in given} | set(key or ())) - names
    if unknown:
        message = tk._("Le fichier n'a pas de colonne « {name} ».").format(name=sorted(unknown)[0])
        raise tk.ValidationError({"fields": [message]})
    return Choices(
        title=_texts(data_dict.get("title")) or {},
        columns={str(one["name"]): _choice(one) for one in given},
        key=None if key is None else tuple(key),
    )


def _choice(given: dict[str, Any]) -> Choice:
    kind = given.get("type")
    if kind is not None and kind not in TYPES:
        message = tk._("« {type} » n'est pas un type de colonne.").format(type=kind)
        raise tk.ValidationError({"fields": [message]})
    required = given.get("required")
    return Choice(
        type=kind,
        title=_texts(given.get("title")),
        description=_texts(given.get("description")),
        unit=None if given.get("unit") is None else str(given["unit"]).strip(),
        required=None if required is None else tk.asbool(required),
    )


def _texts(given: Any) -> dict[str, str] | None:
    """A text is French; `{fr, en}` stays as it is."""
    if given is None:
        return None
    if isinstance(given, dict):
        return {language: str(given[language]) for language in ("fr", "en") if given.get(language)}
    return {"fr": str(given)}


def _user_id(context: Context) -> str | None:
    return getattr(context.get("auth_user_obj"), "id", None)


def _proposal_dict(suggestion: Suggestion) -> dict[str, Any]:
    descriptor, previous = suggestion.descriptor, suggestion.previous
    proposed = {column.name: column for column in suggestion.columns}
    return {
        "name": previous.name if previous else None,
        "version": previous.version if previous else None,
        "title": descriptor.get("title", {}),
        "fields": [
            {
                **raw,
                "header": proposed[raw["name"]].title,
                "examples": list(proposed[raw["name"]].examples),
                "reason": proposed[raw["name"]].reason(language()),
            }
            for raw in descriptor.get("fields", ())
        ],
        "primary_key": list(descriptor.get("primaryKey", ())),
        "rules": list(descriptor.get("rules", ())),
        "sheet": suggestion.sheet,
        "sheets": suggestion.sheets,
        "file": {"name": suggestion.file.name, "sha256": suggestion.file.sha256, "bytes": suggestion.file.bytes},
        "report": suggestion.report.to_dict(language()),
    }
