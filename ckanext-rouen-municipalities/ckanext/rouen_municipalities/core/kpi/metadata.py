"""K7: how data.gouv.fr and MQA score what the open datasets say of themselves, and what each missing point takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..scoring import Record, datagouv, mqa
from .catalogue import Catalogue, Dataset
from .measure import How, Measure
from .open_data import sort_out
from .result import Counted, KpiResult, NotCounted, measured

Ids = dict[str, list[str]]
#: The fields of each dataset that is counted, and the mean that is given of them.
DATAGOUV, MQA = "datagouv", "mqa"
MEANS: Mapping[str, Measure] = {name: Measure(How.MEAN, name) for name in (DATAGOUV, MQA)}
ALL = "all"


@dataclass(frozen=True)
class Scored:
    """An open dataset and what it lacks."""

    dataset: Dataset
    lacks: Sequence[datagouv.Criterion]
    lacks_mqa: Sequence[mqa.Criterion]

    @property
    def item(self) -> dict[str, Any]:
        """What the explanation says of it."""
        points = mqa.score(list(self.lacks_mqa))
        return {
            "id": self.dataset.id,
            DATAGOUV: datagouv.score(list(self.lacks)),
            MQA: points,
            "rating": mqa.rating(points).value,
            "lacks": [criterion.value for criterion in self.lacks],
            "lacks_mqa": {criterion.value: mqa.WORTH[criterion] for criterion in self.lacks_mqa},
        }


def metadata_quality(catalogue: Catalogue, records: Mapping[str, Record], now: datetime) -> KpiResult:
    """K7: the mean score of the open datasets at data.gouv.fr; beside it, at MQA; each by commune, and what lacks.

    `records` are what the datasets say of themselves, by id.
    """
    counted = sort_out(catalogue)
    scored = [_scored(dataset, records[dataset.id], now) for dataset in counted.open]
    items = {each.dataset.id: each.item for each in scored}
    slices = _slices(scored, items, catalogue.communes)
    return KpiResult(
        value=measured(MEANS[DATAGOUV], items.values()),
        of=datagouv.MAXIMUM if items else None,
        counted=list(items.values()),
        not_counted=[NotCounted(dataset.id, counted.statuses[dataset.id].value) for dataset in counted.closed],
        by={name: _values(name, keys, items) for name, keys in slices.items()},
        counted_by=slices,
    )


def _scored(dataset: Dataset, record: Record, now: datetime) -> Scored:
    return Scored(dataset, datagouv.missing(record, now), mqa.missing(record))


def _slices(scored: Sequence[Scored], items: Mapping[str, Any], communes: Sequence[str]) -> dict[str, Ids]:
    by_commune = _by(scored, communes, lambda each: [each.dataset.owner.insee or ""] if each.dataset.owner else [])
    return {
        "mqa": {ALL: list(items)},
        "commune": by_commune,
        "commune_mqa": by_commune,
        "rating": _by(scored, [*mqa.Rating], lambda each: [items[each.dataset.id]["rating"]]),
        "lacks": _by(scored, [*datagouv.Criterion], lambda each: each.lacks),
        "lacks_mqa": _by(scored, [*mqa.Criterion], lambda each: each.lacks_mqa),
    }


def _by(scored: Iterable[Scored], keys: Iterable[str], keys_of: Callable[[Scored], Iterable[str]]) -> Ids:
    """The ids of the datasets by key; every key has its row, empty or not, and a dataset may be in several."""
    slices: Ids = {str(key): [] for key in keys}
    for each in scored:
        for key in keys_of(each):
            if key in slices:
                slices[key].append(each.dataset.id)
    return slices


#: The means by dimension; the other dimensions count datasets.
MEAN_BY: Mapping[str, Measure] = {"mqa": MEANS[MQA], "commune": MEANS[DATAGOUV], "commune_mqa": MEANS[MQA]}


def _values(name: str, keys: Ids, items: Mapping[str, Counted]) -> dict[str, int | float | None]:
    measure = MEAN_BY.get(name)
    if measure is None:
        return {key: len(ids) for key, ids in keys.items()}
    return {key: measured(measure, (items[dataset] for dataset in ids)) for key, ids in keys.items()}
