"""What `ckan rouen kpi export` hands out: values, the divisions of one KPI, or its history, as CSV or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import exporting, past, showing

_HISTORY = (
    "day",
    "state",
    "version",
    "value",
    "of",
    "said",
    "quarter",
    "frozen",
    "correction",
    "source_date",
    "computed_at",
    "ids_count",
    "ids_sha256",
)


@dataclass(frozen=True)
class Asked:
    """What is wanted: every KPI or one; now, on a day, or day by day."""

    kpi_id: str | None
    dimension: str | None
    at: date | None
    history: bool
    language: str


def exported(asked: Asked, form: str) -> str:
    """What was asked for, as `csv` or `json`. Raises UnknownKpi, UnknownDimension."""
    if asked.kpi_id is None:
        found: Any = past.entries_at(asked.at, asked.language) if asked.at else showing.entries(asked.language)
        return _written(found, exporting.VALUES, form)
    if asked.history:
        found = showing.history(asked.kpi_id, asked.dimension, date.min, date.max)
        return _written(found, _HISTORY, form)
    entry = _entry(asked.kpi_id, asked)
    if form == "json":
        return _json(entry)
    return exporting.table(exporting.VALUES, [entry]) if asked.dimension else exporting.entry_csv(entry)


def _entry(kpi_id: str, asked: Asked) -> dict[str, Any]:
    if asked.at:
        return past.shown_at(kpi_id, asked.dimension, asked.at, asked.language)
    return showing.shown(kpi_id, asked.dimension, asked.language)


def _written(rows: list[dict[str, Any]], columns: tuple[str, ...], form: str) -> str:
    return exporting.table(columns, rows) if form == "csv" else _json(rows)


def _json(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)
