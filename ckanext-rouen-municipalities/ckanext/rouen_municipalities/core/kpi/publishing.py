"""K2b and K2c: the communes that publish, and those of them whose data lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ..freshness import State, changed_in_time
from .catalogue import Catalogue, Dataset
from .open_data import sort_out
from .result import KpiResult, NotCounted
from .slicing import METROPOLE, Slices, by_commune, latest, of_communes, owner_of, sizes

#: Why a commune is not among those that publish, or whose data lives; `ALIVE` stands beside them.
ALIVE = "alive"
UNCHANGED = "unchanged"
STALE = "all-stale"
NOT_ASSESSABLE = "not-assessable"
NO_OPEN_DATASET = "no-open-dataset"
ONLY_BY_METROPOLE = "only-by-metropole"
#: A table of the Métropole is published for several communes from this many on.
SEVERAL = 2


def communes_publishing(catalogue: Catalogue) -> KpiResult:
    """K2b: the communes that own an open dataset; beside them, those that a table of the Métropole has rows about."""
    counted = sort_out(catalogue)
    own = by_commune(counted.open, catalogue.communes)
    tables = _tables_by_commune(catalogue, counted.open)
    owning = [code for code in catalogue.communes if own[code]]
    covered = [code for code in catalogue.communes if tables[code]]
    either = [code for code in catalogue.communes if own[code] or tables[code]]
    slices = {"way": {"own": owning, METROPOLE: covered, "either": either}, "commune": own, METROPOLE: tables}
    return KpiResult(
        value=len(owning),
        of=len(catalogue.communes),
        counted=[{"id": code, "datasets": own[code]} for code in owning],
        not_counted=[
            NotCounted(code, ONLY_BY_METROPOLE if tables[code] else NO_OPEN_DATASET, {"commune": code})
            for code, datasets in own.items()
            if not datasets
        ],
        by=sizes(slices),
        counted_by=slices,
        source_date=latest(counted.open),
    )


def communes_alive(catalogue: Catalogue, day: date) -> KpiResult:
    """K2c: the communes with an open dataset that is up to date and whose content changed within its frequency.

    The content, not the upload: to send the same file again keeps a dataset up to date and revives nothing.
    """
    of_communes_open = of_communes(sort_out(catalogue).open)
    living = [dataset for dataset in of_communes_open if _is_alive(dataset, day)]
    alive = by_commune(living, catalogue.communes)
    states = _states(of_communes_open, alive, catalogue.communes, day)
    counted = [code for code in catalogue.communes if alive[code]]
    slices = {"commune": alive, "state": _by_state(states)}
    return KpiResult(
        value=len(counted),
        of=len(catalogue.communes),
        counted=[{"id": code, "datasets": alive[code]} for code in counted],
        not_counted=[
            NotCounted(code, state, {"commune": code, "state": state})
            for code, state in states.items()
            if state != ALIVE
        ],
        by=sizes(slices),
        counted_by=slices,
        source_date=max((dataset.changed for dataset in living if dataset.changed), default=None),
    )


def _is_alive(dataset: Dataset, day: date) -> bool:
    is_fresh = dataset.freshness.state is State.FRESH
    return is_fresh and changed_in_time(dataset.frequency, dataset.changed, day)


def _states(datasets: Iterable[Dataset], alive: Slices, communes: Sequence[str], day: date) -> dict[str, str]:
    """For each commune whether its data lives or, if not, how far the best of its datasets gets."""
    found: dict[str, set[State]] = {code: set() for code in communes}
    for dataset in datasets:
        if dataset.owner and dataset.owner.insee:
            found[dataset.owner.insee].add(dataset.freshness.state)
    return {code: ALIVE if alive[code] else _why_not(found[code]) for code in communes}


def _why_not(states: set[State]) -> str:
    if not states:
        return NO_OPEN_DATASET
    if State.FRESH in states:
        return UNCHANGED
    return STALE if State.STALE in states else NOT_ASSESSABLE


def _by_state(states: Mapping[str, str]) -> Slices:
    slices: Slices = {state: [] for state in (ALIVE, UNCHANGED, STALE, NOT_ASSESSABLE, NO_OPEN_DATASET)}
    for code, state in states.items():
        slices[state].append(code)
    return slices


def _tables_by_commune(catalogue: Catalogue, datasets: Iterable[Dataset]) -> Slices:
    """For each commune, the resources of open datasets of the Métropole that have rows under its code."""
    tables: Slices = {code: [] for code in catalogue.communes}
    for dataset in datasets:
        if owner_of(dataset) != METROPOLE:
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
