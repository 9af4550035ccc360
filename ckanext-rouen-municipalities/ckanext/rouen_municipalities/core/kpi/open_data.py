"""K0 and K1: open datasets, and the same by theme with the high-value ones beside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from .catalogue import Catalogue, Dataset, Status, status
from .result import KpiResult, NotCounted
from .slicing import (
    COMMUNES,
    METROPOLE,
    NO_THEME,
    Slices,
    by_commune,
    datasets_by,
    ids_of,
    latest,
    of_communes,
    owner_of,
    sizes,
    sliced,
    within,
)

OWNERS = (METROPOLE, COMMUNES)


@dataclass(frozen=True)
class Counted:
    """The public datasets, each with its status, and those of them that are open."""

    statuses: Mapping[str, Status]
    open: tuple[Dataset, ...]
    closed: tuple[Dataset, ...]

    @property
    def not_counted(self) -> list[NotCounted]:
        """Each public dataset that is not open, and why."""
        return [NotCounted(dataset.id, self.statuses[dataset.id].value, within(dataset)) for dataset in self.closed]


def sort_out(catalogue: Catalogue) -> Counted:
    """Tell open datasets from the others; public = open + each reason, by construction."""
    statuses = {dataset.id: status(dataset, catalogue.open_licences) for dataset in catalogue.datasets}
    return Counted(
        statuses=statuses,
        open=tuple(dataset for dataset in catalogue.datasets if statuses[dataset.id] is Status.OPEN),
        closed=tuple(dataset for dataset in catalogue.datasets if statuses[dataset.id] is not Status.OPEN),
    )


def open_datasets(catalogue: Catalogue) -> KpiResult:
    """K0: the open datasets out of the public ones, by status, by kind of owner and by commune."""
    counted = sort_out(catalogue)
    slices = {
        "status": datasets_by(catalogue.datasets, lambda dataset: counted.statuses[dataset.id].value, [*Status]),
        "owner": datasets_by(counted.open, owner_of, OWNERS),
        "commune": by_commune(counted.open, catalogue.communes),
    }
    return _result(catalogue, counted, slices)


def datasets_by_theme(catalogue: Catalogue, themes: Collection[str], categories: Collection[str]) -> KpiResult:
    """K1: the open datasets by primary theme, which sum to K0, for each kind of owner too.

    Beside, what does not sum: by any of their themes, and the high-value ones by the EU's categories.
    """
    counted = sort_out(catalogue)
    keys = (*themes, NO_THEME)

    def primary(datasets: Iterable[Dataset]) -> Slices:
        return datasets_by(datasets, lambda dataset: dataset.theme if dataset.theme in themes else NO_THEME, keys)

    slices = {
        "theme": primary(counted.open),
        "theme_metropole": primary(dataset for dataset in counted.open if owner_of(dataset) == METROPOLE),
        "theme_communes": primary(of_communes(counted.open)),
        "any_theme": _under_each(
            counted.open, lambda dataset: {dataset.theme, *dataset.secondary_themes}.intersection(themes), themes
        ),
        **_high_value(counted.open, categories),
    }
    return _result(catalogue, counted, slices)


def _high_value(datasets: Iterable[Dataset], categories: Collection[str]) -> dict[str, Slices]:
    """The high-value datasets by kind of owner, and under each of their categories."""
    of_high_value = [dataset for dataset in datasets if set(dataset.high_value).intersection(categories)]
    return {
        "high_value": datasets_by(of_high_value, owner_of, OWNERS),
        "high_value_category": _under_each(
            of_high_value, lambda dataset: set(dataset.high_value).intersection(categories), categories
        ),
    }


def _under_each(
    datasets: Iterable[Dataset], keys_of: Callable[[Dataset], Collection[str]], keys: Iterable[str]
) -> Slices:
    return sliced(datasets, keys_of, keys, lambda dataset: dataset.id)


def _result(catalogue: Catalogue, counted: Counted, slices: Mapping[str, Slices]) -> KpiResult:
    return KpiResult(
        value=len(counted.open),
        of=len(catalogue.datasets),
        counted=ids_of(counted.open),
        not_counted=counted.not_counted,
        by=sizes(slices),
        counted_by=slices,
        source_date=latest(counted.open),
    )
