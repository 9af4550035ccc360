"""Which KPIs there are: those of the base and those that plugins bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import ckan.plugins as p

from ... import config
from ...core.catalogue import themes
from ...core.display import local_day
from ...core.kpi import KpiDefinition, KpiResult
from ...core.kpi.catalogue import Catalogue
from ...core.kpi.definition import INITIATIVES
from ...core.kpi.open_data import communes_publishing, datasets_by_theme, open_datasets
from ...core.kpi.wording import definition
from ...interfaces import IKpi
from ...store.kpi.catalogue import read_catalogue
from ...store.kpi.coverage import rows_by_commune


class UnknownKpi(LookupError):
    """No loaded plugin brings a KPI of this id."""


class DuplicateKpi(ValueError):
    """Two plugins bring a KPI of the same id."""


def today() -> date:
    """The calendar day in Rouen."""
    return local_day(datetime.now(UTC))


def definitions() -> list[KpiDefinition]:
    """The KPIs of the base."""
    day = today()
    return [
        definition("K0", _open_datasets, day),
        definition("K1", _datasets_by_theme, day),
        definition("K2b", _communes_publishing, day),
    ]


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


def _catalogue(connection: Any) -> Catalogue:
    return read_catalogue(connection, config.metropole_organization(), today())


def _open_datasets(connection: Any) -> KpiResult:
    return open_datasets(_catalogue(connection))


def _datasets_by_theme(connection: Any) -> KpiResult:
    return datasets_by_theme(_catalogue(connection), themes())


def _communes_publishing(connection: Any) -> KpiResult:
    return communes_publishing(replace(_catalogue(connection), rows_by_commune=rows_by_commune()))
