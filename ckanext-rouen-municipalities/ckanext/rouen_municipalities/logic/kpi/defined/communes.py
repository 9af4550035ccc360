"""K2b: the communes that publish."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ....core.kpi import KpiDefinition, KpiResult
from ....core.kpi.open_data import communes_publishing
from ....core.kpi.wording import definition
from ....store.kpi.coverage import rows_by_commune
from .reading import catalogue


def definitions(day: date) -> list[KpiDefinition]:
    """The KPIs that count communes."""
    return [definition("K2b", _communes_publishing, day)]


def _communes_publishing(connection: Any) -> KpiResult:
    return communes_publishing(replace(catalogue(connection), rows_by_commune=rows_by_commune()))
