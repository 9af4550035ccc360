"""What changes the tiles' API, or shows drafts of it: the middleware passes here what came with a token."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..logic import draft_view
from ..logic.release import newest
from ..serving.answers import JSON, as_json
from ..serving.problems import Problem, bad_request, never_existed, no_condition, no_token, not_allowed, overtaken
from ..serving.snapshot import PREFIX

__all__ = ["rouen_tiles_api"]

rouen_tiles_api = Blueprint("rouen_tiles_api", __name__, url_prefix=PREFIX)

Document = dict[str, Any]

_NUMBER = re.compile(r'"([0-9]{1,18})"')


def answered(view: Callable[..., Document]) -> Callable[..., Response]:
    """The view's document as JSON, what is wrong as a problem."""

    @wraps(view)
    def wrapped(**parts: Any) -> Response:
        try:
            if not (tk.g.user and tk.g.get("login_via_auth_header")):
                raise no_token()
            return Response(as_json(view(**parts)), 200, content_type=JSON)
        except tk.NotAuthorized:
            return _problem(not_allowed())
        except tk.ObjectNotFound:
            return _problem(never_existed())
        except Problem as problem:
            return _problem(problem)

    return wrapped


@rouen_tiles_api.route("/releases", methods=["POST"])
@answered
def release_now() -> Document:
    """Check every tile and serve what should be served; `{"accept_held": true}` lets go what the guard holds."""
    context = _context()
    tk.check_access("rouen_tile_release_create", context, {})
    asked = _body()
    _follow()
    found: Document = tk.get_action("rouen_tile_release_create")(context, asked)
    return found


@rouen_tiles_api.route("/releases/<int:number>/rollback", methods=["POST"])
@answered
def rollback(number: int) -> Document:
    """Serve the definitions of an older release as a new one."""
    context = _context()
    tk.check_access("rouen_tile_release_rollback", context, {"number": number})
    current = _follow()
    values = {"number": number, "current": current}
    try:
        found: Document = tk.get_action("rouen_tile_release_rollback")(context, values)
    except tk.ValidationError as refused:
        raise overtaken(_newest()) if "current" in refused.error_dict else never_existed() from refused
    return found


@rouen_tiles_api.route("/preview/tiles")
@answered
def preview() -> Document:
    """The tiles as they would be seen, with the drafts that the caller may write."""
    return draft_view.resolved(tk.request.query_string.decode("latin-1"), _may_write)


def _follow() -> int:
    """The number that the change says it follows, which must be the newest."""
    given = tk.request.headers.get("If-Match")
    if given is None:
        raise no_condition()
    match, number = _NUMBER.fullmatch(given.strip()), _newest()
    if match is None or int(match[1]) != number:
        raise overtaken(number)
    return number


def _newest() -> int:
    found = newest()
    return found.number if found else 0


def _body() -> Document:
    """Nothing, or an object that says whether to let go what is held."""
    sent = tk.request.get_data(cache=False)
    try:
        found = json.loads(sent) if sent else {}
    except ValueError:
        found = None
    if found in ({}, {"accept_held": True}, {"accept_held": False}):
        return dict(found)
    known = '{"accept_held": true}'
    raise bad_request("body", f"The body is empty or {known}.", f"Le corps est vide ou {known}.")


def _may_write(tile_id: str) -> bool:
    try:
        tk.check_access("rouen_tile_update", _context(), {"id": tile_id})
    except tk.NotAuthorized:
        return False
    return True


def _context() -> Document:
    return {"user": tk.g.user, "auth_user_obj": tk.g.userobj}


def _problem(problem: Problem) -> Response:
    form = problem.answer.forms[""]
    response = Response(form.body, problem.answer.status)
    for name, value in form.headers:
        response.headers[name] = value
    return response
