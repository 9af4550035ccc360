"""K0, K1 and K5: open datasets, the same by theme, and those whose data is late."""

from __future__ import annotations

from datetime import date
from typing import Any

from ....core.catalogue import high_value_categories, themes
from ....core.kpi import KpiDefinition, KpiResult
from ....core.kpi.open_data import datasets_by_theme, open_datasets
from ....core.kpi.staleness import stale_datasets
from ....core.kpi.wording import definition
from .reading import catalogue


def definitions(day: date) -> list[KpiDefinition]:
    """The KPIs that count datasets."""
    computations = {"K0": _open_datasets, "K1": _datasets_by_theme, "K5": _stale_datasets}
    return [definition(kpi_id, compute, day) for kpi_id, compute in computations.items()]


def _open_datasets(connection: Any) -> KpiResult:
    return open_datasets(catalogue(connection))


def _datasets_by_theme(connection: Any) -> KpiResult:
    return datasets_by_theme(catalogue(connection), themes(), high_value_categories())


def _stale_datasets(connection: Any) -> KpiResult:
    return stale_datasets(catalogue(connection))
