"""K5: the open datasets whose data is late, over those of which it can be said."""

from __future__ import annotations

from ..catalogue import frequencies
from ..freshness import State
from .catalogue import Catalogue, Dataset
from .open_data import OWNERS, sort_out
from .result import KpiResult, NotCounted
from .slicing import Slices, by_commune, datasets_by, ids_of, owner_of, percent, sizes, within

#: Why an open dataset is not among the stale ones.
FRESH = State.FRESH.value
NO_FIXED_FREQUENCY = "no-fixed-frequency"
NO_ACCEPTED_DATA = "no-accepted-data"


def stale_datasets(catalogue: Catalogue) -> KpiResult:
    """K5: the stale among the open datasets, out of those that can be assessed; the share of the others beside."""
    counted = sort_out(catalogue)
    stale = [dataset for dataset in counted.open if _is_stale(dataset)]
    assessable = [dataset for dataset in counted.open if dataset.freshness.assessable]
    others = [dataset for dataset in counted.open if not dataset.freshness.assessable]
    slices = {
        "state": datasets_by(counted.open, lambda dataset: dataset.freshness.state.value, [*State]),
        "owner": datasets_by(stale, owner_of, OWNERS),
        "commune": by_commune(stale, catalogue.communes),
        "assessable": by_commune(assessable, catalogue.communes),
    }
    shares = {
        State.STALE.value: percent(len(stale), len(assessable)),
        State.NOT_ASSESSABLE.value: percent(len(others), len(counted.open)),
    }
    behind: Slices = {State.STALE.value: ids_of(stale), State.NOT_ASSESSABLE.value: ids_of(others)}
    return KpiResult(
        value=len(stale),
        of=len(assessable),
        counted=[_late(dataset) for dataset in stale],
        not_counted=[*(_not_late(dataset) for dataset in counted.open if not _is_stale(dataset)), *counted.not_counted],
        by={**sizes(slices), "share": shares},
        counted_by={**slices, "share": behind},
        source_date=max((each.freshness.last_data for each in assessable if each.freshness.last_data), default=None),
    )


def _is_stale(dataset: Dataset) -> bool:
    return dataset.freshness.state is State.STALE


def _late(dataset: Dataset) -> dict[str, str | None]:
    last, due = dataset.freshness.last_data, dataset.freshness.due
    return {
        "id": dataset.id,
        "frequency": dataset.frequency,
        "last_data": last.isoformat() if last else None,
        "due": due.isoformat() if due else None,
    }


def _not_late(dataset: Dataset) -> NotCounted:
    state = dataset.freshness.state
    return NotCounted(dataset.id, _why_not_late(dataset), within(dataset) | {"state": state.value})


def _why_not_late(dataset: Dataset) -> str:
    if dataset.freshness.state is State.FRESH:
        return FRESH
    known = frequencies().get(dataset.frequency)
    return NO_ACCEPTED_DATA if known and known.days is not None else NO_FIXED_FREQUENCY
