"""The labelled synthetic demo of the tiles: the tables that they show, their dates those of the day of loading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.logic.demo import DemoDataset, add_dataset

from ..core.demo import dated

FOLDER = Path(__file__).parents[1] / "demo"


@dataclass(frozen=True)
class DatedDataset(DemoDataset):
    """A dataset of `demo/datasets.yaml` whose table is in `folder`, its dates those of today."""

    folder: Path = FOLDER

    @property
    def file(self) -> Path:
        """The file of its table."""
        return self.folder / f"{self.name}.csv"


@contextmanager
def datasets(today: date) -> Iterator[list[DatedDataset]]:
    """The datasets with their tables as they are on this day."""
    listed = yaml.safe_load((FOLDER / "datasets.yaml").read_text(encoding="utf-8"))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for entry in listed:
            text = (FOLDER / "files" / f"{entry['name']}.csv").read_text(encoding="utf-8")
            (folder / f"{entry['name']}.csv").write_text(dated(text, today), encoding="utf-8")
        yield [DatedDataset(**entry, folder=folder) for entry in listed]


def add_tables() -> int:
    """Create and publish what is missing; give how many datasets there are."""
    with datasets(today()) as found:
        for dataset in found:
            add_dataset(dataset)
        return len(found)
