"""Actions of joining: anybody asks and confirms, the Métropole answers."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ...core.joining import form_of, problems
from .. import joining
from ..clock import today
from ..territory import unknown_code
from ..visitor import visitor_address

__all__ = [
    "rouen_join_request_confirm",
    "rouen_join_request_create",
    "rouen_join_request_decide",
    "rouen_join_request_invite",
    "rouen_join_request_list",
    "rouen_join_request_renew",
    "rouen_join_request_show",
]

Context = dict[str, Any]
Data = dict[str, Any]


def rouen_join_request_create(context: Context, data_dict: Data) -> Data:
    """Ask for a commune to join; nothing is handed to the Métropole before the mailed link is confirmed.

    :param insee: the INSEE code of the commune
    :param name: who asks
    :param function: their function
    :param email: their professional e-mail address
    :param intent: what the commune would publish (optional)
    :returns: ``{email, insee}``; the same whether or not this was asked before

    Anybody may call it, a few times an hour. Raises ValidationError by field, ``limit`` when it is too often.
    """
    tk.check_access("rouen_join_request_create", context, data_dict)
    form = form_of(data_dict)
    if found := problems(form, today()):
        raise tk.ValidationError({field: [_words(code, form.insee)] for field, code in found.items()})
    try:
        joining.ask(form, visitor_address())
    except joining.TooMany as refusal:
        raise _too_many(refusal) from refusal
    return {"email": form.email, "insee": form.insee}


@tk.side_effect_free
def rouen_join_request_show(context: Context, data_dict: Data) -> Data:
    """What a mailed link is for: where the request is, and nothing personal.

    :param token: what the link carries
    :returns: ``{insee, commune, state, is_expired}``

    Whoever has the link may call it. Raises ObjectNotFound.
    """
    tk.check_access("rouen_join_request_show", context, data_dict)
    return joining.described(joining.request_named(tk.get_or_bust(data_dict, "token")))


def rouen_join_request_confirm(context: Context, data_dict: Data) -> Data:
    """Hand a request to the Métropole; confirming it again changes nothing.

    :param token: what the mailed link carries
    :returns: as ``rouen_join_request_show``

    Whoever has the link may call it. Raises ObjectNotFound, ValidationError by ``token`` when the link has expired.
    """
    tk.check_access("rouen_join_request_confirm", context, data_dict)
    try:
        return joining.described(joining.confirm(tk.get_or_bust(data_dict, "token")))
    except joining.LinkExpired as expired:
        raise tk.ValidationError({"token": [tk._("Lien expiré. Demandez-en un nouveau.")]}) from expired


def rouen_join_request_renew(context: Context, data_dict: Data) -> Data:
    """Have another link mailed for a request that is not confirmed.

    :param token: what the link that has expired carries
    :returns: as ``rouen_join_request_show``

    Whoever has the link may call it. Raises ObjectNotFound, ValidationError by ``limit`` when it is too often.
    """
    tk.check_access("rouen_join_request_renew", context, data_dict)
    try:
        return joining.described(joining.renew(tk.get_or_bust(data_dict, "token"), visitor_address()))
    except joining.TooMany as refusal:
        raise _too_many(refusal) from refusal


@tk.side_effect_free
def rouen_join_request_list(context: Context, data_dict: Data) -> list[Data]:
    """The cases that communes have opened, those to decide first.

    :returns: for each ``id``, ``insee``, ``commune``, ``state``, ``stage`` (``todo``, ``invited``, ``closed``),
        ``requesters``, ``received``, ``decided``, ``decided_by``, ``reason``, ``organization``, ``account`` and
        ``invitation`` (``waiting``, ``sent``, ``failed``)

    Administrators of the Métropole's organisation: these are personal data, emptied on the site's schedule.
    """
    tk.check_access("rouen_join_request_list", context, data_dict)
    return joining.queue()


def rouen_join_request_decide(context: Context, data_dict: Data) -> Data:
    """Answer a case, once.

    :param id: the case
    :param decision: ``accept`` or ``refuse``
    :param reason: why it is refused; it is mailed
    :param requester: who administers the organisation, when several asked
    :returns: ``{id, organization}``; the organisation was created unless the commune had one

    Administrators of the Métropole's organisation. Raises ObjectNotFound, ValidationError by ``id`` when somebody
    else has answered.
    """
    tk.check_access("rouen_join_request_decide", context, data_dict)
    case_id, decision = tk.get_or_bust(data_dict, ["id", "decision"])
    author = context.get("user") or ""
    if decision == "accept":
        organization = joining.accept(case_id, str(data_dict.get("requester") or ""), author)
        return {"id": case_id, "organization": organization}
    if decision == "refuse":
        joining.refuse(case_id, str(data_dict.get("reason") or ""), author)
        return {"id": case_id, "organization": None}
    raise tk.ValidationError({"decision": [tk._("Décision inconnue : %(decision)s") % {"decision": decision}]})


def rouen_join_request_invite(context: Context, data_dict: Data) -> Data:
    """Mail the invitation of an accepted case again.

    :param id: the case
    :returns: ``{id}``

    Administrators of the Métropole's organisation. Raises ObjectNotFound.
    """
    tk.check_access("rouen_join_request_invite", context, data_dict)
    joining.invite_again(tk.get_or_bust(data_dict, "id"))
    return {"id": data_dict["id"]}


def _words(code: str, insee: str) -> str:
    if code == "unknown":
        return unknown_code(insee) or tk._("La commune %(code)s ne fait plus partie de la Métropole.") % {"code": insee}
    return {
        "missing": tk._("Cette réponse est attendue."),
        "long": tk._("Cette réponse est trop longue."),
        "not-address": tk._("Adresse électronique attendue, par exemple prenom.nom@commune.fr."),
    }[code]


def _too_many(refusal: joining.TooMany) -> tk.ValidationError:
    if refusal.of == "commune":
        words = tk._("Plusieurs demandes ont été faites pour cette commune aujourd'hui. Réessayez demain.")
    else:
        words = tk._("Trop de demandes. Réessayez dans une heure.")
    return tk.ValidationError({"limit": [words]})
