"""How KPIs about datasets divide what they count: every key has its row, empty or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from .catalogue import Dataset

METROPOLE = "metropole"
COMMUNES = "communes"
NO_THEME = "none"

Slices = dict[str, list[str]]
Item = TypeVar("Item")


def sliced(
    items: Iterable[Item], keys_of: Callable[[Item], Iterable[str]], keys: Iterable[str], id_of: Callable[[Item], str]
) -> Slices:
    """The ids of the items under each of the keys that are theirs."""
    slices: Slices = {key: [] for key in keys}
    for item in items:
        for key in keys_of(item):
            slices[key].append(id_of(item))
    return slices


def datasets_by(datasets: Iterable[Dataset], key_of: Callable[[Dataset], str], keys: Iterable[str]) -> Slices:
    """The ids of the datasets by the one key of each."""
    return sliced(datasets, lambda dataset: [key_of(dataset)], keys, lambda dataset: dataset.id)


def by_commune(datasets: Iterable[Dataset], communes: Sequence[str]) -> Slices:
    """The ids of the datasets of each commune."""
    return datasets_by(of_communes(datasets), commune_of, communes)


def sizes(slices: Mapping[str, Slices]) -> dict[str, dict[str, int]]:
    """How many ids each key of each dimension has."""
    return {name: {key: len(ids) for key, ids in keys.items()} for name, keys in slices.items()}


def within(dataset: Dataset) -> dict[str, str]:
    """The key of a dataset in the dimensions that datasets are divided by."""
    found = {"theme": dataset.theme or NO_THEME}
    if dataset.owner:
        found["owner"] = owner_of(dataset)
    if commune_of(dataset):
        found["commune"] = commune_of(dataset)
    return found


def ids_of(datasets: Iterable[Dataset]) -> list[str]:
    """The ids of datasets."""
    return [dataset.id for dataset in datasets]


def of_communes(datasets: Iterable[Dataset]) -> list[Dataset]:
    """Those of the datasets that count for a commune."""
    return [dataset for dataset in datasets if commune_of(dataset)]


def owner_of(dataset: Dataset) -> str:
    """Whether a dataset of the territory is the Métropole's or a commune's."""
    return COMMUNES if commune_of(dataset) else METROPOLE


def commune_of(dataset: Dataset) -> str:
    """The INSEE code of the commune that a dataset counts for, empty when it is none."""
    return dataset.owner.insee or "" if dataset.owner else ""


def latest(datasets: Iterable[Dataset]) -> datetime | None:
    """When the last of the datasets changed."""
    return max((dataset.modified for dataset in datasets), default=None)


def percent(part: int, whole: int) -> float | None:
    """A share to a tenth of a percent; None of nothing."""
    return round(100 * part / whole, 1) if whole else None
