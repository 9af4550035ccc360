"""CKAN without its web server, to close and open the sources of tiles hundreds of times in a minute."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
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
        """Make datasets public, whatever closed them, and have their tiles served."""
        self._set(datasets, private=False, state="active")
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

    def _set(self, datasets: Iterable[str], **values: Any) -> None:
        with self._app.test_request_context(environ_overrides={"CKAN_LANG": "fr"}):
            for dataset in datasets:
                for name, value in values.items():
                    setattr(model.Package.get(dataset), name, value)
            model.Session.commit()
            model.Session.remove()


@dataclass
class DistantCloser:
    """The same in a process of its own: threads that ask all the time leave it no turn in theirs."""

    pipe: Connection

    def close(self, dataset: str) -> None:
        """Make a dataset private."""
        self._have("close", dataset)

    def open(self, datasets: Iterable[str]) -> None:
        """Make datasets public, whatever closed them, and have their tiles served."""
        self._have("open", list(datasets))

    def _have(self, order: str, value: Any) -> None:
        self.pipe.send((order, value))
        assert self.pipe.recv() == order


@contextmanager
def distant_closer(ini: Path) -> Iterator[DistantCloser]:
    """A closer that works elsewhere."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_obey, args=(ini, there))
    process.start()
    there.close()
    try:
        yield DistantCloser(here)
    finally:
        here.close()
        process.join()


def _obey(ini: Path, pipe: Connection) -> None:
    """Do what is ordered until nobody is there any more, or something goes wrong."""
    closer = Closer(ini)
    with suppress(EOFError):
        while True:
            order, value = pipe.recv()
            getattr(closer, order)(value)
            pipe.send(order)
