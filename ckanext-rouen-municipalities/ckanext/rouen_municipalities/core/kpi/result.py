"""What a computation gives: a value, what was counted, what was not and why."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .definition import KpiDefinition

Counted = str | Mapping[str, Any]


@dataclass(frozen=True)
class NotCounted:
    """Something public that the KPI does not count, the code of the reason, and its key in each dimension."""

    id: str
    reason: str
    within: Mapping[str, str] = field(default_factory=dict)


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
    if definition.unit == "count" and result.value is not None and len(ids) != result.value:
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
    for key, ids in slices.items():
        value = result.by.get(name, {}).get(key)
        if len(set(ids)) != value:
            raise KpiInconsistent(f"{definition.id}: {name}:{key} is {value} and {len(set(ids))} ids are counted")
