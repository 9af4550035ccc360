"""The words of the KPIs of the base, in French and English, from `data/kpis.json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..catalogue import HighValueCategory, Theme, high_value_categories, themes
from ..territory import communes_at
from .definition import MORE, Dimension, KpiDefinition, Text
from .result import KpiResult

_FILE = Path(__file__).parent.parent.parent / "data" / "kpis.json"

Words = Mapping[str, Text]


def definition(kpi_id: str, compute: Callable[[Any], KpiResult], day: date) -> KpiDefinition:
    """The definition of a KPI of the base, with the communes of `day` as its keys."""
    described, words = _file()[kpi_id], _words(day)
    return KpiDefinition(
        id=kpi_id,
        version=described["version"],
        initiative="open-data",
        label=described["label"],
        definition=described["definition"],
        unit=described.get("unit", "count"),
        compute=compute,
        dimensions={
            name: Dimension(item["label"], words[item["keys"]], item.get("partition", False), item.get("unit"))
            for name, item in described["dimensions"].items()
        },
        reasons=words[described["reasons"]],
        better=described.get("better", MORE),
    )


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return described


@lru_cache(maxsize=2)
def _words(day: date) -> Mapping[str, Words]:
    words = _file()["words"]
    communes = {commune.insee: {"fr": commune.name, "en": commune.name} for commune in communes_at(day)}
    return {
        **words,
        "themes": {**_texts(themes()), **words["no_theme"]},
        "high_value_categories": _texts(high_value_categories()),
        "freshness_reasons": {**words["freshness_reasons"], **words["statuses"]},
        "communes": communes,
    }


def _texts(vocabulary: Mapping[str, Theme] | Mapping[str, HighValueCategory]) -> Words:
    return {code: {"fr": entry.fr, "en": entry.en} for code, entry in vocabulary.items()}
