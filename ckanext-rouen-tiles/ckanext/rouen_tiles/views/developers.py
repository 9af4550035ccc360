"""/tuiles/developpeurs: how the app's backend pulls, verifies, and lives with what happens."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import ckan.plugins.toolkit as tk
from flask import Response

from ..core.contract.operations import CACHE_CONTROL, OPERATIONS, PREFIX
from .blueprint import rouen_tiles

#: The client of the contract kit and what it verifies signatures with, as their copies here.
PROGRAMS = ("client", "signature")

_DATA = Path(__file__).parents[1] / "data"


@rouen_tiles.route("/tuiles/developpeurs")
def developers() -> str:
    """The contract in words, with requests to copy and a client to start from."""
    shown = {
        "api": str(tk.config["ckan.site_url"]).rstrip("/") + PREFIX,
        "operations": OPERATIONS,
        "caching": CACHE_CONTROL,
        "programs": {name: _text(name) for name in PROGRAMS},
    }
    return tk.render("tiles/developers.html", shown)


@rouen_tiles.route("/tuiles/developpeurs/<name>.py")
def program(name: str) -> Response:
    """One of the programs as a file."""
    if name not in PROGRAMS:
        tk.abort(HTTPStatus.NOT_FOUND, tk._("Page introuvable ou non publique"))
    answer = Response(_text(name), mimetype="text/x-python")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.py"'
    return answer


def _text(name: str) -> str:
    return (_DATA / f"{name}.txt").read_text(encoding="utf-8")
