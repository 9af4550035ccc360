"""A result as it is kept, shown and hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from .definition import KpiDefinition
from .digest import ids_digest
from .result import KpiResult, NotCounted, check_result, id_of

PlainNumber = int | float | None


@dataclass(frozen=True)
class Computed:
    """The last value of a KPI. `failed_at` is set when a later computation failed: the value is then the former one."""

    kpi_id: str
    version: int
    value: PlainNumber
    of_value: PlainNumber
    by: Mapping[str, Mapping[str, PlainNumber]]
    source_date: str | None
    ids_count: int
    ids_sha256: str | None
    computed_at: datetime | None = None
    failed_at: datetime | None = None


@dataclass(frozen=True)
class Explanation:
    """What a value counted and did not count; `not_counted` are mappings with `id`, `reason`, `within`, `told`."""

    counted: Sequence[Any] = ()
    counted_by: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    not_counted: Sequence[Mapping[str, Any]] = ()


def kept(definition: KpiDefinition, result: KpiResult) -> tuple[Computed, Explanation]:
    """The value and the explanation to keep. Raises KpiInconsistent when the one does not give the other back."""
    check_result(definition, result)
    ids = [id_of(item) for item in result.counted]
    computed = Computed(
        kpi_id=definition.id,
        version=definition.version,
        value=plain(result.value),
        of_value=plain(result.of),
        by={name: {key: plain(value) for key, value in values.items()} for name, values in result.by.items()},
        source_date=result.source_date.isoformat() if result.source_date else None,
        ids_count=len(ids),
        ids_sha256=ids_digest(ids),
    )
    return computed, _explanation(result)


def plain(value: int | float | Decimal | None) -> PlainNumber:
    """The number as JSON knows it: whole ones without a decimal point."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else float(value)


def content_digest(computed: Computed, explanation: Explanation) -> str:
    """A hash of everything that the public sees of a value but its dates: equal when nothing has changed."""
    content = [
        computed.version,
        computed.value,
        computed.of_value,
        computed.by,
        computed.source_date,
        explanation.counted,
        explanation.counted_by,
        explanation.not_counted,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=list).encode()).hexdigest()


def _explanation(result: KpiResult) -> Explanation:
    return Explanation(
        counted=[item if isinstance(item, str) else dict(item) for item in result.counted],
        counted_by={name: {key: list(ids) for key, ids in keys.items()} for name, keys in result.counted_by.items()},
        not_counted=[_not_counted(item) for item in result.not_counted],
    )


def _not_counted(item: NotCounted) -> dict[str, Any]:
    found = {"id": item.id, "reason": item.reason, "within": dict(item.within)}
    return {**found, "told": dict(item.told)} if item.told else found
