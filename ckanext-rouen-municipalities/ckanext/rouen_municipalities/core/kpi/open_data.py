"""K0, K1 and K2b: open datasets, the same by theme, and the communes that publish."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .catalogue import Catalogue, Dataset, Status, status
from .result import KpiResult, NotCounted

NO_THEME = "none"
METROPOLE = "metropole"
COMMUNES = "communes"

#: Why a commune is not among those that publish.
ONLY_BY_METROPOLE = "only-by-metropole"
NO_OPEN_DATASET = "no-open-dataset"
#: A table of the Métropole is published for several communes from this many on.
SEVERAL = 2

Slices = dict[str, list[str]]


@dataclass(frozen=True)
class Counted:
    """The public datasets, each with its status, and those of them that are open."""

    statuses: Mapping[str, Status]
    open: tuple[Dataset, ...]
    closed: tuple[Dataset, ...]


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
        "status": _slices(catalogue.datasets, lambda dataset: counted.statuses[dataset.id].value, [*Status]),
        "owner": _slices(counted.open, _owner, (METROPOLE, COMMUNES)),
        "commune": _slices(_of_communes(counted.open), _commune, catalogue.communes),
    }
    return KpiResult(
        value=len(counted.open),
        of=len(catalogue.datasets),
        counted=_ids(counted.open),
        not_counted=_not_counted(counted),
        by=_sizes(slices),
        counted_by=slices,
        source_date=_latest(counted.open),
    )


def datasets_by_theme(catalogue: Catalogue, themes: Collection[str]) -> KpiResult:
    """K1: the open datasets by primary theme, which sum to K0; by any theme, which do not; for each kind of owner."""
    counted = sort_out(catalogue)
    keys = (*themes, NO_THEME)

    def primary(datasets: Iterable[Dataset]) -> Slices:
        return _slices(datasets, lambda dataset: dataset.theme if dataset.theme in themes else NO_THEME, keys)

    slices = {
        "theme": primary(counted.open),
        "theme_metropole": primary(dataset for dataset in counted.open if _owner(dataset) == METROPOLE),
        "theme_communes": primary(_of_communes(counted.open)),
        "any_theme": _by_any_theme(counted.open, themes),
    }
    return KpiResult(
        value=len(counted.open),
        of=len(catalogue.datasets),
        counted=_ids(counted.open),
        not_counted=_not_counted(counted),
        by=_sizes(slices),
        counted_by=slices,
        source_date=_latest(counted.open),
    )


def communes_publishing(catalogue: Catalogue) -> KpiResult:
    """K2b: the communes that own an open dataset; beside them, those that a table of the Métropole has rows about."""
    counted = sort_out(catalogue)
    own = _slices(_of_communes(counted.open), _commune, catalogue.communes)
    tables = _tables_by_commune(catalogue, counted.open)
    owning = [code for code in catalogue.communes if own[code]]
    covered = [code for code in catalogue.communes if tables[code]]
    either = [code for code in catalogue.communes if own[code] or tables[code]]
    return KpiResult(
        value=len(owning),
        of=len(catalogue.communes),
        counted=[{"id": code, "datasets": own[code]} for code in owning],
        not_counted=_communes_not_publishing(own, tables),
        by={
            "way": {"own": len(owning), METROPOLE: len(covered), "either": len(either)},
            "commune": {code: len(own[code]) for code in catalogue.communes},
            METROPOLE: {code: len(tables[code]) for code in catalogue.communes},
        },
        counted_by={
            "way": {"own": owning, METROPOLE: covered, "either": either},
            "commune": own,
            METROPOLE: tables,
        },
        source_date=_latest(counted.open),
    )


def _communes_not_publishing(own: Slices, tables: Slices) -> list[NotCounted]:
    return [
        NotCounted(code, ONLY_BY_METROPOLE if tables[code] else NO_OPEN_DATASET, {"commune": code})
        for code, datasets in own.items()
        if not datasets
    ]


def _tables_by_commune(catalogue: Catalogue, datasets: Iterable[Dataset]) -> Slices:
    """For each commune, the resources of open datasets of the Métropole that have rows under its code."""
    tables: Slices = {code: [] for code in catalogue.communes}
    for dataset in datasets:
        if _owner(dataset) != METROPOLE:
            continue
        for resource in dataset.resources:
            _add_table(tables, resource.id, catalogue.rows_by_commune.get(resource.id, {}))
    return tables


def _add_table(tables: Slices, resource_id: str, rows: Mapping[str, int]) -> None:
    codes = [code for code, count in rows.items() if count and code in tables]
    if len(codes) < SEVERAL:
        return
    for code in codes:
        tables[code].append(resource_id)


def _by_any_theme(datasets: Iterable[Dataset], themes: Collection[str]) -> Slices:
    slices: Slices = {theme: [] for theme in themes}
    for dataset in datasets:
        for theme in {dataset.theme, *dataset.secondary_themes}.intersection(themes):
            slices[theme].append(dataset.id)
    return slices


def _slices(datasets: Iterable[Dataset], key_of: Callable[[Dataset], str], keys: Sequence[str]) -> Slices:
    """The ids of the datasets by key; every key has its row, empty or not."""
    slices: Slices = {key: [] for key in keys}
    for dataset in datasets:
        slices[key_of(dataset)].append(dataset.id)
    return slices


def _sizes(slices: Mapping[str, Slices]) -> dict[str, dict[str, int]]:
    return {name: {key: len(ids) for key, ids in keys.items()} for name, keys in slices.items()}


def _not_counted(counted: Counted) -> list[NotCounted]:
    return [NotCounted(dataset.id, counted.statuses[dataset.id].value, _within(dataset)) for dataset in counted.closed]


def _within(dataset: Dataset) -> dict[str, str]:
    within = {"theme": dataset.theme or NO_THEME}
    if dataset.owner:
        within["owner"] = _owner(dataset)
    if dataset.owner and dataset.owner.insee:
        within["commune"] = dataset.owner.insee
    return within


def _ids(datasets: Iterable[Dataset]) -> list[str]:
    return [dataset.id for dataset in datasets]


def _of_communes(datasets: Iterable[Dataset]) -> list[Dataset]:
    return [dataset for dataset in datasets if _commune(dataset)]


def _owner(dataset: Dataset) -> str:
    return COMMUNES if _commune(dataset) else METROPOLE


def _commune(dataset: Dataset) -> str:
    return dataset.owner.insee or "" if dataset.owner else ""


def _latest(datasets: Iterable[Dataset]) -> datetime | None:
    return max((dataset.modified for dataset in datasets), default=None)
