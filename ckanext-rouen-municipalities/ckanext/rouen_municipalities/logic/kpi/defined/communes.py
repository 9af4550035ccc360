"""K2a, K2b, K2c: the communes involved, those that publish, those whose data lives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ....core.kpi import KpiDefinition, KpiResult
from ....core.kpi.involvement import communes_involved
from ....core.kpi.publishing import communes_alive, communes_publishing
from ....core.kpi.wording import definition
from ....core.territory import communes_at
from ....store.kpi.coverage import rows_by_commune
from ....store.membership import all_steps
from ...clock import today
from .reading import catalogue


def definitions(day: date) -> list[KpiDefinition]:
    """The KPIs that count communes."""
    computations = {"K2a": _communes_involved, "K2b": _communes_publishing, "K2c": _communes_alive}
    return [definition(kpi_id, compute, day) for kpi_id, compute in computations.items()]


def _communes_involved(connection: Any) -> KpiResult:
    day = today()
    return communes_involved(all_steps(connection), communes_at(day), day)


def _communes_publishing(connection: Any) -> KpiResult:
    return communes_publishing(replace(catalogue(connection), rows_by_commune=rows_by_commune()))


def _communes_alive(connection: Any) -> KpiResult:
    return communes_alive(catalogue(connection), today())
