"""CKAN in the test's own process, to close and open the sources of tiles hundreds of times in a minute."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckanext.rouen_tiles.logic import closing, release


class Closer:
    """What an action does to a dataset, without the index of searches."""

    def __init__(self, ini: Path) -> None:
        self._app: Any = make_app(load_config(str(ini)))._wsgi_app

    def close(self, dataset: str) -> None:
        """Make a dataset private."""
        self._set([dataset], private=True)

    def open(self, datasets: Iterable[str]) -> None:
        """Make datasets public, and have their tiles served."""
        self._set(datasets, private=False)
        with self._app.test_request_context(environ_overrides={"CKAN_LANG": "fr"}):
            release.create()
            model.Session.remove()

    def look(self) -> float:
        """The seconds for which a commit that closes nothing has to wait for the tiles."""
        with self._app.test_request_context():
            model.Session.execute(sa.select(model.Package.id).limit(1))
            started = time.perf_counter()
            closing.close(model.Session, closing.no_longer_public(model.Session))
            taken = time.perf_counter() - started
            model.Session.rollback()
            model.Session.remove()
        return taken

    def _set(self, datasets: Iterable[str], *, private: bool) -> None:
        with self._app.test_request_context(environ_overrides={"CKAN_LANG": "fr"}):
            for dataset in datasets:
                model.Package.get(dataset).private = private
            model.Session.commit()
            model.Session.remove()
