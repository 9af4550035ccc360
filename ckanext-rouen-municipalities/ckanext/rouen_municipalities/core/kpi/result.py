"""What a computation gives: a value, what was counted, what was not and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from .measure import How, Measure

if TYPE_CHECKING:
    from .definition import KpiDefinition

#: The unit of a number of things.
COUNT = "count"
_TENTH = Decimal("0.1")

Counted = str | Mapping[str, Any]


@dataclass(frozen=True)
class NotCounted:
    """Something public that the KPI does not count, the code of the reason, and its key in each dimension.

    `told`: the reason of this very thing, by language, where there is more to say than what the code stands for.
    """

    id: str
    reason: str
    within: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KpiResult:
    """One computation of one KPI.

    `counted` holds ids, or mappings with an `id` when more is needed to find the thing counted again.
    `by` gives the value of each key of a dimension; `counted_by` the ids behind those values, where they are ids.
    `value` is None when it cannot be computed. `source_date` is the date of the most recent datum that is counted.
    """

    value: int | float | Decimal | None
    of: int | float | Decimal | None = None
    counted: Sequence[Counted] = ()
    not_counted: Sequence[NotCounted] = ()
    by: Mapping[str, Mapping[str, int | float | Decimal | None]] = field(default_factory=dict)
    source_date: date | datetime | None = None
    counted_by: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)


class KpiInconsistent(ValueError):
    """A result that contradicts itself; the message says how."""


def id_of(counted: Counted) -> str:
    """The id of an item of `KpiResult.counted`."""
    return counted if isinstance(counted, str) else str(counted["id"])


def measured(measure: Measure, counted: Iterable[Counted]) -> int | float | None:
    """The sum of a field of the items counted, or its mean to one decimal (a half goes up), None of nothing."""
    numbers = [Decimal(str(item[measure.field])) for item in counted if not isinstance(item, str)]
    if measure.how is How.SUM:
        return _plain(sum(numbers, Decimal()))
    if not numbers:
        return None
    return _plain((sum(numbers, Decimal()) / len(numbers)).quantize(_TENTH, ROUND_HALF_UP))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def check_result(definition: KpiDefinition, result: KpiResult) -> None:
    """Raise KpiInconsistent unless the explanation of the result gives its number back."""
    ids = [id_of(item) for item in result.counted]
    _check_ids(definition, result, ids)
    for name, values in result.by.items():
        _check_dimension(definition, result, name, values)
    for name, slices in result.counted_by.items():
        _check_slices(definition, result, name, slices)


def _check_ids(definition: KpiDefinition, result: KpiResult, ids: Sequence[str]) -> None:
    if len(set(ids)) != len(ids):
        raise KpiInconsistent(f"{definition.id}: an id is counted twice")
    if definition.measure:
        _check_measure(definition.id, definition.measure, result.counted, result.value)
    elif definition.unit == COUNT and result.value is not None and len(ids) != result.value:
        raise KpiInconsistent(f"{definition.id}: the value is {result.value} and {len(ids)} ids are counted")
    both = {item.id for item in result.not_counted}.intersection(ids)
    if both:
        raise KpiInconsistent(f"{definition.id}: {min(both)} is counted and not counted")


def _check_dimension(definition: KpiDefinition, result: KpiResult, name: str, values: Mapping[str, Any]) -> None:
    dimension = definition.dimensions.get(name)
    if dimension is None or not dimension.partition:
        return
    total = sum(value for value in values.values() if value is not None)
    if result.value is None or not math.isclose(total, result.value, rel_tol=1e-9):
        raise KpiInconsistent(f"{definition.id}: {name} sums to {total}, the value is {result.value}")


def _check_slices(definition: KpiDefinition, result: KpiResult, name: str, slices: Mapping[str, Sequence[str]]) -> None:
    dimension = definition.dimensions.get(name)
    if dimension and dimension.measure:
        items = {id_of(item): item for item in result.counted}
        for key, ids in slices.items():
            counted = [items[item] for item in ids]
            _check_measure(f"{definition.id}: {name}:{key}", dimension.measure, counted, result.by[name][key])
    elif not dimension or dimension.unit in (None, COUNT):
        _check_sizes(definition, result.by.get(name, {}), name, slices)


def _check_sizes(
    definition: KpiDefinition, values: Mapping[str, Any], name: str, slices: Mapping[str, Sequence[str]]
) -> None:
    for key, ids in slices.items():
        value = values.get(key)
        if len(set(ids)) != value:
            raise KpiInconsistent(f"{definition.id}: {name}:{key} is {value} and {len(set(ids))} ids are counted")


def _check_measure(what: str, measure: Measure, counted: Sequence[Counted], value: Any) -> None:
    given = measured(measure, counted)
    if given != value:
        raise KpiInconsistent(f"{what}: the {measure.how} of {measure.field} is {given}, the value is {value}")
