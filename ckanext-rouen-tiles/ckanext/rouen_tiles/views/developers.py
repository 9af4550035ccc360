"""/tuiles/developpeurs: how the app's backend pulls, verifies, and lives with what happens."""

from __future__ import annotations

from pathlib import Path

import ckan.plugins.toolkit as tk
from flask import Response

from ..core.contract.operations import CACHE_CONTROL, OPERATIONS, PREFIX
from .blueprint import rouen_tiles

_CLIENT = Path(__file__).parents[1] / "data" / "client.txt"


@rouen_tiles.route("/tuiles/developpeurs")
def developers() -> str:
    """The contract in words, with requests to copy and a client to start from."""
    shown = {
        "api": str(tk.config["ckan.site_url"]).rstrip("/") + PREFIX,
        "operations": OPERATIONS,
        "caching": CACHE_CONTROL,
        "client": _CLIENT.read_text(encoding="utf-8"),
    }
    return tk.render("tiles/developers.html", shown)


@rouen_tiles.route("/tuiles/developpeurs/client.py")
def client() -> Response:
    """The client as a file."""
    answer = Response(_CLIENT.read_bytes(), mimetype="text/x-python")
    answer.headers["Content-Disposition"] = 'attachment; filename="client.py"'
    return answer
