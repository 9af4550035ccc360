"""`/readyz`: whether this portal can serve, and what it can do without."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify

from ..core.health import UNAVAILABLE, as_dict
from ..logic import health

__all__ = ["rouen_health"]

rouen_health = Blueprint("rouen_health", __name__)


@rouen_health.route("/readyz")
def ready() -> Response:
    """Every check as JSON; 503 while no page could be served."""
    found = as_dict(health.examine())
    answer = jsonify(found)
    answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE if found["status"] == UNAVAILABLE else HTTPStatus.OK
    return answer
