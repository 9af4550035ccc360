"""Which KPIs there are: those of the base and those that plugins bring."""

from __future__ import annotations

import ckan.plugins as p

from ...core.kpi import KpiDefinition
from ...core.kpi.definition import INITIATIVES
from ...interfaces import IKpi


class UnknownKpi(LookupError):
    """No loaded plugin brings a KPI of this id."""


class DuplicateKpi(ValueError):
    """Two plugins bring a KPI of the same id."""


def registered() -> dict[str, KpiDefinition]:
    """Every KPI by id, initiative by initiative. Raises DuplicateKpi."""
    found: dict[str, KpiDefinition] = {}
    for plugin in p.PluginImplementations(IKpi):
        for kpi in plugin.get_kpis():
            if kpi.id in found:
                raise DuplicateKpi(kpi.id)
            found[kpi.id] = kpi
    order = list(INITIATIVES)
    return {kpi.id: kpi for kpi in sorted(found.values(), key=lambda kpi: (order.index(kpi.initiative), kpi.id))}


def find(kpi_id: str) -> KpiDefinition:
    """The KPI of this id. Raises UnknownKpi."""
    try:
        return registered()[kpi_id]
    except KeyError:
        raise UnknownKpi(kpi_id) from None
