"""While a service is away the portal says which one, and goes on with what does not need it.

CKAN answers 500 to everybody when Solr, Redis or PostgreSQL is away, each in another place: in the opening or the
saving of a session, before a view, in it, or while its page is made. Looking at the services once an answer has
become a 500 finds all of these.
"""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.redis import is_redis_available
from flask import Blueprint, Response, current_app, make_response, request
from flask.blueprints import BlueprintSetupState
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from ..logic.outage import DATABASES, SEARCH, SESSIONS, services_away

__all__ = ["rouen_outage"]

log = logging.getLogger(__name__)

SERVER_ERROR, UNAVAILABLE = 500, 503
RETRY_SECONDS = 30
READING = ("GET", "HEAD", "OPTIONS")

rouen_outage = Blueprint("rouen_outage", __name__)


class Unkept(SecureCookieSession):
    """The session of a request that came while the sessions were away."""


class PatientSessions(SessionInterface):
    """CKAN's sessions; while they are away everybody is served as an unknown visitor and nothing is kept."""

    def __init__(self, kept: SessionInterface) -> None:
        self._kept = kept

    def open_session(self, app: Any, request: Any) -> SessionMixin | None:
        """The session of the visitor, or an empty one."""
        try:
            return self._kept.open_session(app, request)
        except RedisError:
            log.warning("sessions are away: nobody is logged in", exc_info=True)
            return Unkept()

    def save_session(self, app: Any, session: SessionMixin, response: Any) -> None:
        """Keep the session where that is possible; the visitor's cookie stays as it is where it is not."""
        if isinstance(session, Unkept):
            return
        try:
            self._kept.save_session(app, session, response)
        except RedisError:
            log.warning("sessions are away: one is not kept", exc_info=True)

    def __getattr__(self, name: str) -> Any:
        """What else CKAN's sessions can do."""
        return getattr(self._kept, name)


@rouen_outage.record_once
def be_patient(state: BlueprintSetupState) -> None:
    """Put our sessions in front of CKAN's."""
    state.app.session_interface = PatientSessions(state.app.session_interface)


@rouen_outage.before_app_request
def ask_for_sessions() -> Response | None:
    """A form or a login cannot be taken while the sessions are away."""
    has_token = "Authorization" in request.headers
    if has_token or (request.method in READING and request.endpoint != "user.login"):
        return None
    return None if is_redis_available() else unavailable([SESSIONS])


@rouen_outage.app_errorhandler(OperationalError)
def databases_are_away(error: OperationalError) -> Response:
    """Without databases not even CKAN's error page can be made."""
    log.error("a database is away: %s", error)
    return unavailable(services_away() or [DATABASES])


@rouen_outage.after_app_request
def explain(response: Response) -> Response:
    """Say which service is away, when that is why something failed."""
    if response.status_code != SERVER_ERROR:
        return response
    away = services_away()
    return unavailable(away) if away else response


def unavailable(away: list[str]) -> Response:
    """The answer that names what is away: a page, or for programs JSON."""
    if request.path.startswith("/api/"):
        body: Any = {"success": False, "error": {"__type": "Service Unavailable", "message": words(away)}}
    elif away == [SEARCH]:
        body = tk.render("error_document_template.html", {"code": UNAVAILABLE})
    else:
        # Not by render_template, which asks the database who is logged in.
        body = current_app.jinja_env.get_template("unavailable.html").render(message=words(away))
    response = make_response(body, UNAVAILABLE)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def words(away: list[str]) -> str:
    """What does not work, in the reader's language."""
    told = {
        DATABASES: tk._("La base de données ne répond pas : rien ne peut être lu ni enregistré."),
        SEARCH: tk._("La recherche ne répond pas : les jeux de données ne peuvent être ni cherchés ni modifiés."),
        SESSIONS: tk._("Les sessions ne répondent pas : on ne peut ni se connecter, ni envoyer de formulaire."),
    }
    return " ".join(told[name] for name in away)
