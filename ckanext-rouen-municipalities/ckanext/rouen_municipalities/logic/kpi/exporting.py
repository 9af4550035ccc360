"""KPIs as CSV: UTF-8, comma, the field names of the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...core.kpi import id_of
from ...core.spreadsheet_safety import harmless_cell
from . import showing

_VALUES = (
    "id",
    "version",
    "initiative",
    "label",
    "kind",
    "dimension",
    "key",
    "value",
    "of",
    "unit",
    "computed_at",
    "source_date",
    "source",
    "ids_count",
    "ids_sha256",
)
_EXPLANATION = ("id", "counted", "reason", "explanation")


def values_csv(language: str) -> str:
    """Every value, computed and declared, without its divisions."""
    return _csv(_VALUES, showing.entries(language))


def kpi_csv(kpi_id: str, language: str) -> str:
    """The value of a KPI, then that of each key of its dimensions. Raises UnknownKpi."""
    entry = showing.shown(kpi_id, None, language)
    parts = (
        {**entry, "dimension": name, "key": key, "value": value, "of": None, "ids_count": None, "ids_sha256": None}
        for name, values in entry["by"].items()
        for key, value in values.items()
    )
    return _csv(_VALUES, [entry, *parts])


def explanation_csv(kpi_id: str, dimension: str | None, language: str) -> str:
    """What a KPI counted and did not count. Raises UnknownKpi, UnknownDimension."""
    explained = showing.explained(kpi_id, dimension, language)
    counted = [{"id": id_of(item), "counted": "true"} for item in explained["counted"]]
    return _csv(_EXPLANATION, [*counted, *({**item, "counted": "false"} for item in explained["not_counted"])])


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless_cell(row.get(column)) for column in columns] for row in rows)
    return lines.getvalue()
