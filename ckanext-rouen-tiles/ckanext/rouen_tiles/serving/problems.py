"""The errors of the API, each with an explanation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .answers import NOT_KEPT, Answer, problem

RETRY_SECONDS = "10"


class Problem(Exception):
    """Ends a request with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def bad_request(kind: str, english: str, french: str) -> Problem:
    """400: a parameter is unknown, repeated, missing or malformed."""
    return Problem(problem("400 Bad Request", kind, (english, french)))


def never_existed() -> Problem:
    """404."""
    detail = ("There never was anything at this address.", "Il n'y a jamais rien eu à cette adresse.")
    return Problem(problem("404 Not Found", "not-found", detail))


def no_data(tile_id: str) -> Problem:
    """404: a tile of a kind without data."""
    detail = (f"The tile {tile_id} has no data.", f"La tuile {tile_id} n'a pas de données.")
    return Problem(problem("404 Not Found", "no-data", detail))


def no_calendar(tile_id: str) -> Problem:
    """404: a tile of a kind without dates."""
    detail = (f"The tile {tile_id} is no calendar.", f"La tuile {tile_id} n'est pas un calendrier.")
    return Problem(problem("404 Not Found", "no-data", detail))


def gone(kind: str, english: str, french: str, **more: Any) -> Problem:
    """410: a tile that was served and is not."""
    return Problem(problem("410 Gone", kind, (english, french), **more))


def method_not_allowed(methods: Iterable[str]) -> Problem:
    """405."""
    allowed = ", ".join(methods)
    detail = (f"Only {allowed} are served here.", f"Seuls {allowed} sont servis ici.")
    return Problem(problem("405 Method Not Allowed", "method", detail, extra=[("Allow", allowed)]))


def no_token() -> Problem:
    """401: what changes something, or shows a draft, asks for a token."""
    detail = (
        "An API token of the portal is required in the header Authorization.",
        "Un jeton d'API du portail est obligatoire dans l'en-tête Authorization.",
    )
    extra = [("WWW-Authenticate", 'Token realm="tiles"')]
    return Problem(problem("401 Unauthorized", "token", detail, cache=NOT_KEPT, extra=extra))


def not_allowed() -> Problem:
    """403: the token is of somebody who may not."""
    detail = ("This account may not do this.", "Ce compte n'en a pas le droit.")
    return Problem(problem("403 Forbidden", "not-allowed", detail, cache=NOT_KEPT))


def no_condition() -> Problem:
    """428: a change says which release it follows."""
    detail = (
        'If-Match is required: the number of the release that you know, such as "41".',
        'If-Match est obligatoire : le numéro de la version que vous connaissez, comme "41".',
    )
    return Problem(problem("428 Precondition Required", "if-match", detail, cache=NOT_KEPT))


def overtaken(number: int) -> Problem:
    """412: another release has been made meanwhile."""
    detail = (f"The newest release is {number}.", f"La version la plus récente est {number}.")
    return Problem(problem("412 Precondition Failed", "overtaken", detail, cache=NOT_KEPT, number=number))


def too_many(seconds: int) -> Problem:
    """429."""
    detail = ("Too many changes from this token.", "Trop de changements avec ce jeton.")
    extra = [("Retry-After", str(seconds))]
    return Problem(problem("429 Too Many Requests", "too-many", detail, cache=NOT_KEPT, extra=extra))


def unavailable() -> Problem:
    """503: no release can be read. Never an empty list, never an old one."""
    detail = ("No release can be read at the moment.", "Aucune version n'est lisible pour le moment.")
    return Problem(problem("503 Service Unavailable", "no-release", detail, cache=NOT_KEPT, extra=_retry()))


def unreadable(what: str) -> Problem:
    """503: one thing cannot be read, while the release can."""
    detail = (f"The {what} cannot be read at the moment.", f"« {what} » n'est pas lisible pour le moment.")
    return Problem(problem("503 Service Unavailable", "unreadable", detail, cache=NOT_KEPT, extra=_retry()))


def failed() -> Problem:
    """503: a fault of ours. The contract has no 500, and a client waits and asks again after either."""
    detail = ("This cannot be answered at the moment.", "Cette demande reste sans réponse pour le moment.")
    return Problem(problem("503 Service Unavailable", "failed", detail, cache=NOT_KEPT, extra=_retry()))


def _retry() -> list[tuple[str, str]]:
    return [("Retry-After", RETRY_SECONDS)]
