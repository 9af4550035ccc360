"""The KPIs of the base, a module for each thing that is counted."""

from __future__ import annotations

from ....core.kpi import KpiDefinition
from ...clock import today
from . import communes, datasets, quality, workshops


def definitions() -> list[KpiDefinition]:
    """The KPIs of the base, with the communes of today as their keys."""
    day = today()
    return [
        *datasets.definitions(day),
        *communes.definitions(day),
        *workshops.definitions(day),
        *quality.definitions(day),
    ]
