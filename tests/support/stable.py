"""A process that publishes as workers do, in a child for each order, but starts CKAN only once.

Each line that it reads is an order in JSON: what to do, with which values, under which variables of the environment.
Each line that it writes is the process of the child.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckanext.rouen_municipalities.logic import export, link, publication
from ckanext.rouen_tiles.logic import release, rollback, rotation, tile


def _act(action: str, **data: Any) -> None:
    tk.get_action(action)({"user": _portal(), "ignore_auth": True}, data)


def _portal() -> str:
    return str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])


#: what workers, the scheduler and web processes do
ORDERS = {
    "run": publication.run,
    "run all": publication.publish_waiting,
    "sweep": publication.sweep,
    "export": export.write,
    "sweep exports": export.sweep,
    "read link": link.read,
    "make dataset private": lambda dataset: _act("package_patch", id=dataset, private=True),
    "approve tile": lambda tile_id: tile.make_live(tile_id, _portal()),
    "roll tiles back": lambda number: rollback.roll_back(int(number), _portal()),
    "change key": lambda: rotation.rotate(at_once=True),
    "sweep tiles": release.sweep,
}


def serve(ini: str) -> None:
    """Send out a child for each order, until there are no more."""
    app = make_app(load_config(ini))._wsgi_app
    print("ready", flush=True)
    # Nobody waits for the children: the kernel may forget them at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        # A connection must not be used on both sides of a fork.
        model.Session.remove()
        model.meta.engine.dispose()
        child = os.fork()
        if child == 0:
            _obey(app, **json.loads(line))
            return
        print(child, flush=True)


def _obey(app: Any, order: str, values: list[str], variables: dict[str, str]) -> None:
    """The child's life."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(variables)
    with app.test_request_context(environ_overrides={"CKAN_LANG": "fr"}):
        ORDERS[order](*values)


if __name__ == "__main__":
    serve(sys.argv[1])
