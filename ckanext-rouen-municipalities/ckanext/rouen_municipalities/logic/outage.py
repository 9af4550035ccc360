"""Which of the services that the portal needs are away."""

from __future__ import annotations

from ckan.lib.redis import is_redis_available
from ckan.lib.search import is_available as search_answers

from ..store.answering import databases_answer

DATABASES, SEARCH, SESSIONS = "databases", "search", "sessions"


def services_away() -> list[str]:
    """The names of the services that do not answer now."""
    answers = {DATABASES: databases_answer, SEARCH: search_answers, SESSIONS: is_redis_available}
    return [name for name, answer in answers.items() if not answer()]
