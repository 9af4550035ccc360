"""What pages ask of the actions, and what they do when an action says no."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

Page = Callable[[str], Any]


def asked(action: str, **data: Any) -> Any:
    """The answer of an action; 404 for what is not there or not public, 400 with the reason for what makes no sense."""
    try:
        return tk.get_action(action)({}, data)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Page introuvable ou non publique."))
    except tk.ValidationError as error:
        return _refuse(error)


def asked_by_editor(action: str, owner: str, log_in: str, **data: Any) -> Any:
    """The answer of an action; who is not logged in is asked to (`log_in`), who may not learns it and nothing more."""
    if not tk.current_user.is_authenticated:
        tk.abort(401, log_in)
    try:
        return tk.get_action(action)({}, {"owner": owner, **data})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Action réservée à ceux qui modifient les jeux de cette organisation."))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Page introuvable ou non publique."))


def shown_to_editor(action: str, owner: str, log_in: str, **data: Any) -> Any:
    """The same for what no form asks: 400 with the reason for what makes no sense."""
    try:
        return asked_by_editor(action, owner, log_in, **data)
    except tk.ValidationError as error:
        return _refuse(error)


def for_editors(what: str) -> Callable[[Page], Page]:
    """A page for those who edit an owner's datasets: others log in first; without a database it says so."""

    def around(page: Page) -> Page:
        @wraps(page)
        def shown(owner: str) -> Any:
            if not tk.current_user.is_authenticated:
                return tk.redirect_to("user.login", next=tk.request.full_path)
            try:
                return page(owner)
            except SQLAlchemyError:
                log.exception("%s of %s cannot be shown", what, owner)
                return tk.render("rouen_energy/unavailable.html"), HTTPStatus.SERVICE_UNAVAILABLE

        return shown

    return around


def _refuse(error: tk.ValidationError) -> Any:
    return tk.abort(400, " ".join(str(message) for messages in error.error_dict.values() for message in messages))
