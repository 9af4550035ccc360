"""Pages of joining: the public form, the page that the mailed link opens, the queue of the Métropole."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from .. import config
from ..core.territory import communes_at
from ..logic.clock import today
from ..logic.joining import STAGES
from .asking import ask
from .same_site import refuse_other_sites

__all__ = ["rouen_joining"]

rouen_joining = Blueprint("rouen_joining", __name__)

Errors = dict[str, list[str]]

#: A field that no person sees.
TRAP = "website"


@rouen_joining.route("/communes/rejoindre")
def form() -> str:
    """The form, for the commune of the page that led to it."""
    return _form({"insee": tk.request.args.get("commune", "")}, {})


@rouen_joining.route("/communes/rejoindre", methods=["POST"])
def join() -> Any:
    """Mail the link that confirms; a machine that fills in everything gets the same thanks and no mail."""
    refuse_other_sites()
    values = tk.request.form.to_dict()
    if not values.get(TRAP):
        try:
            tk.get_action("rouen_join_request_create")({}, dict(values))
        except tk.ValidationError as error:
            return _form(values, error.error_dict), _status(error.error_dict)
    words = tk._("Ouvrez le lien envoyé à %(email)s, valable 48 heures. Rien n'est transmis avant.")
    title = tk._("Vérifiez votre messagerie")
    return _message(title, words % {"email": values.get("email", "").strip()}, "info")


@rouen_joining.route("/communes/rejoindre/confirmer/<token>")
def confirmation(token: str) -> str:
    """What the mailed link opens: a page with a button, since a link alone changes nothing."""
    return _confirmation(token, ask("rouen_join_request_show", token=token))


@rouen_joining.route("/communes/rejoindre/confirmer/<token>", methods=["POST"])
def confirm(token: str) -> Any:
    """Hand the request to the Métropole."""
    refuse_other_sites()
    try:
        shown = ask("rouen_join_request_confirm", token=token)
    except tk.ValidationError:
        return _confirmation(token, ask("rouen_join_request_show", token=token)), HTTPStatus.GONE
    return _confirmation(token, shown)


@rouen_joining.route("/communes/rejoindre/renouveler/<token>", methods=["POST"])
def renew(token: str) -> Any:
    """Mail another link."""
    refuse_other_sites()
    try:
        ask("rouen_join_request_renew", token=token)
    except tk.ValidationError as error:
        problem = _told(error.error_dict)
        return _message(tk._("Trop de demandes"), problem, "fail"), HTTPStatus.TOO_MANY_REQUESTS
    words = tk._("Ouvrez le lien qui vient d'être envoyé à la même adresse, valable 48 heures.")
    return _message(tk._("Vérifiez votre messagerie"), words, "info")


@rouen_joining.route("/communes/demandes")
def queue() -> Any:
    """The cases of the communes, for the Métropole alone."""
    return _queue()


@rouen_joining.route("/communes/demandes/<case_id>/accepter", methods=["POST"])
def accept(case_id: str) -> Any:
    """Create the organisation and invite its administrator."""
    return _decided(case_id, decision="accept", requester=tk.request.form.get("requester", ""))


@rouen_joining.route("/communes/demandes/<case_id>/refuser", methods=["POST"])
def refuse(case_id: str) -> Any:
    """Say no, with a reason."""
    return _decided(case_id, decision="refuse", reason=tk.request.form.get("reason", ""))


@rouen_joining.route("/communes/demandes/<case_id>/inviter", methods=["POST"])
def invite(case_id: str) -> Any:
    """Mail the invitation again."""
    _only_the_metropole()
    ask("rouen_join_request_invite", id=case_id)
    tk.h.flash_success(tk._("L'invitation part à nouveau, au plus une fois par jour."))
    return tk.redirect_to("rouen_joining.queue")


def _decided(case_id: str, decision: str, **more: str) -> Any:
    _only_the_metropole()
    try:
        ask("rouen_join_request_decide", id=case_id, decision=decision, **more)
    except tk.ValidationError as error:
        problem = _told(error.error_dict)
        return _queue(problem, refused=case_id if "reason" in error.error_dict else ""), HTTPStatus.CONFLICT
    tk.h.flash_success(tk._("Demande acceptée.") if decision == "accept" else tk._("Demande refusée."))
    return tk.redirect_to("rouen_joining.queue")


def _only_the_metropole() -> None:
    """Whoever is not logged in is asked to; anybody else learns that this is not for them, and nothing more."""
    if not tk.current_user.is_authenticated:
        tk.abort(401, tk._("Connectez-vous pour voir les demandes."))
    if not tk.h.check_access("rouen_join_request_list"):
        tk.abort(403, tk._("Action réservée à la Métropole."))


def _queue(problem: str = "", refused: str = "") -> Any:
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", next=tk.h.url_for("rouen_joining.queue"))
    _only_the_metropole()
    cases = ask("rouen_join_request_list")
    titles = {"todo": tk._("À traiter"), "invited": tk._("Invitées"), "closed": tk._("Closes")}
    variables = {
        "stages": [(stage, titles[stage]) for stage in STAGES],
        "by_stage": {stage: [case for case in cases if case["stage"] == stage] for stage in STAGES},
        "problem": problem,
        "refused": refused,
    }
    return tk.render("joining/queue.html", variables)


def _form(values: dict[str, str], errors: Errors) -> str:
    days = config.join_erasing()
    labels = {
        "insee": tk._("Commune"),
        "name": tk._("Votre nom"),
        "function": tk._("Votre fonction"),
        "email": tk._("Adresse professionnelle"),
        "intent": tk._("Ce que vous publieriez"),
    }
    variables = {
        "communes": sorted(communes_at(today()), key=lambda commune: commune.sort_key),
        "values": {name: values.get(name, "") for name in labels},
        "errors": errors,
        "labels": labels,
        "days": {name: getattr(days, name).days for name in ("unconfirmed", "decided", "unanswered")},
    }
    return tk.render("joining/form.html", variables)


def _confirmation(token: str, shown: dict[str, Any]) -> str:
    title, message, kind = _words(shown)
    variables = {"title": title, "message": message, "kind": kind, "token": token, "request_shown": shown}
    return tk.render("joining/confirm.html", variables)


def _words(shown: dict[str, Any]) -> tuple[str, str, str]:
    commune = {"commune": shown["commune"]}
    if shown["state"] != "unconfirmed":
        return (
            tk._("Demande transmise"),
            tk._("La Métropole a votre demande pour %(commune)s. Sa réponse vous parviendra par courriel.") % commune,
            "ok",
        )
    if shown["is_expired"]:
        return (
            tk._("Lien expiré"),
            tk._("Ce lien valait 48 heures. Recevez-en un nouveau pour votre demande pour %(commune)s.") % commune,
            "warn",
        )
    return (
        tk._("Confirmez votre demande"),
        tk._("Votre demande pour %(commune)s sera transmise à la Métropole quand vous la confirmerez ici.") % commune,
        "info",
    )


def _message(title: str, message: str, kind: str) -> str:
    return tk.render("joining/message.html", {"title": title, "message": message, "kind": kind})


def _told(errors: Errors) -> str:
    return " ".join(message for messages in errors.values() for message in messages)


def _status(errors: Errors) -> HTTPStatus:
    return HTTPStatus.TOO_MANY_REQUESTS if "limit" in errors else HTTPStatus.BAD_REQUEST
