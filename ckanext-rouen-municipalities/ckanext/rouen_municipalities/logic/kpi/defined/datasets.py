"""K0 and K1: open datasets, and the same by theme."""

from __future__ import annotations

from datetime import date
from typing import Any

from ....core.catalogue import themes
from ....core.kpi import KpiDefinition, KpiResult
from ....core.kpi.open_data import datasets_by_theme, open_datasets
from ....core.kpi.wording import definition
from .reading import catalogue


def definitions(day: date) -> list[KpiDefinition]:
    """The KPIs that count datasets."""
    return [definition("K0", _open_datasets, day), definition("K1", _datasets_by_theme, day)]


def _open_datasets(connection: Any) -> KpiResult:
    return open_datasets(catalogue(connection))


def _datasets_by_theme(connection: Any) -> KpiResult:
    return datasets_by_theme(catalogue(connection), themes())
