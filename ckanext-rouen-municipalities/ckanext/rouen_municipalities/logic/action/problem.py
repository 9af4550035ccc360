"""Actions of the concept problem."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ...core.problem import Problem
from .. import problem as problems
from ..visitor import visitor_address

__all__ = ["rouen_problem_report"]


def rouen_problem_report(context: dict[str, Any], data_dict: dict[str, Any]) -> dict[str, Any]:
    """Tell whoever keeps a dataset of a problem in it, by mail.

    :param id: the id or name of the dataset
    :param message: what is wrong
    :param email: where to answer (optional); it is in the mail and nowhere else
    :returns: ``{id}``, the same when it was told before

    Whoever may see the dataset may call it, a few times an hour. Raises ObjectNotFound, ValidationError by field,
    ``limit`` when it is too often, ``id`` when nobody can be told.
    """
    tk.check_access("rouen_problem_report", context, data_dict)
    package = tk.get_action("package_show")(context.copy(), {"id": tk.get_or_bust(data_dict, "id")})
    message, email = (str(data_dict.get(name) or "").strip() for name in ("message", "email"))
    told = Problem(package["id"], message, email)
    if found := told.faults():
        raise tk.ValidationError({field: [_words(code)] for field, code in found.items()})
    if not problems.recipient_of(package):
        raise tk.ValidationError({"id": [tk._("Ce jeu n'a pas de contact : écrivez à la Métropole.")]})
    try:
        problems.tell(package, told, visitor_address())
    except problems.TooMany as refusal:
        raise tk.ValidationError(
            {"limit": [tk._("Trop de messages. Rien n'a été envoyé ; réessayez dans une heure.")]}
        ) from refusal
    return {"id": package["id"]}


def _words(code: str) -> str:
    return {
        "too-short": tk._("Dites en quelques mots ce qui ne va pas, et où."),
        "too-long": tk._("5 000 caractères au plus."),
        "no-address": tk._("Cette adresse électronique n'est pas complète, par exemple prenom.nom@exemple.fr."),
    }[code]
