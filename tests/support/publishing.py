"""Files sent to the portal to see how fast they become tables, and in how much memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import counts
from backstage import Backstage, children, peak_memory
from outside import Portal, outcome, until

#: the longest that a publication may take before the measurement is given up
PUBLICATION_SECONDS = 900
#: how often the memory of the worker's processes is looked at
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Published:
    """How a publication ended, and the most memory (bytes) that a process of the worker had for it."""

    publication: dict[str, Any]
    peak: int

    @property
    def seconds(self) -> float:
        """From the claim to the accepted file."""
        return float(self.publication["seconds"])


@dataclass
class Desk:
    """Where one resource is published again and again."""

    backstage: Backstage
    portal: Portal
    dataset: str
    resource: str = ""
    profile: str = counts.PROFILE

    def publish(self, file: Path, rows: int) -> Published:
        """Have a file of so many rows published, and everything done that follows from it."""
        found = self.send(file, rows)
        self.rest()
        return found

    def send(self, file: Path, rows: int) -> Published:
        """Send a file of so many rows, which must be published."""
        latest = self._latest()
        with Watch(self.backstage.pid("worker")) as watch:
            self._send(file)
            publication = outcome(self.portal, self.resource, after=latest, seconds=PUBLICATION_SECONDS)
        assert (publication["state"], publication["rows"]) == ("published", rows), publication
        return Published(publication, watch.peak)

    def rest(self) -> None:
        """Wait for what follows a publication, indexes and exports: it would disturb the next measurement."""
        publication = self._latest()

        def is_done() -> bool:
            files = self.portal.read("rouen_export_list", resource_id=self.resource)
            return bool(files) and {file["publication_id"] for file in files} == {publication}

        until(is_done, "the exports are not written", PUBLICATION_SECONDS)

    def _latest(self) -> str:
        if not self.resource:
            return ""
        return str(self.portal.read("rouen_publication_show", resource_id=self.resource)["id"])

    def _send(self, file: Path) -> None:
        content = file.read_bytes()
        if self.resource:
            self.portal.send("resource_patch", content, file.name, id=self.resource)
            return
        data = {"package_id": self.dataset, "name": "Comptages", "profile": self.profile}
        self.resource = self.portal.send("resource_create", content, file.name, **data)["id"]


class Watch:
    """Looks at the memory of a worker's processes while something runs."""

    def __init__(self, worker: int) -> None:
        self.peak = 0
        self._worker = worker
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self.peak = max([self.peak, *map(peak_memory, _descendants(self._worker))])


@contextmanager
def temporary_dataset(portal: Portal, ending: str = "", **values: object) -> Iterator[str]:
    """A dataset for the time of a measurement; another `ending` of its name for each of several."""
    name = f"mesure-{os.getpid()}{ending}"
    portal.call(
        "package_create",
        name=name,
        title="Mesure",
        notes="Le temps d'une mesure.",
        owner_org="rouen",
        theme="TRAN",
        license_id="etalab-2.0",
        frequency="ANNUAL",
        **values,
    )
    yield name
    portal.call("dataset_purge", id=name)


def _descendants(pid: int) -> list[int]:
    return [each for child in children(pid) for each in (child, *_descendants(child))]
