"""The KPIs of energy: their words, in French and English, from `data/kpis.json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ckanext.rouen_municipalities.core.kpi import Dimension, KpiDefinition, KpiResult

_FILE = Path(__file__).parents[1] / "data" / "kpis.json"


@cache
def wording(kpi_id: str) -> Mapping[str, Any]:
    """The words of a KPI: its version, label, definition and reasons, and what its dimensions are called."""
    described: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))[kpi_id]
    return described


def definition(
    kpi_id: str, unit: str, compute: Callable[[Any], KpiResult], dimensions: Mapping[str, Dimension] | None = None
) -> KpiDefinition:
    """The definition of a KPI of energy, in its words."""
    words = wording(kpi_id)
    return KpiDefinition(
        id=kpi_id,
        version=words["version"],
        initiative="energy",
        label=words["label"],
        definition=words["definition"],
        unit=unit,
        compute=compute,
        dimensions=dimensions or {},
        reasons=words["reasons"],
    )
