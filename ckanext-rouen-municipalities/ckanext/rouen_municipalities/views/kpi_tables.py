"""The tables of the pages of the KPIs: the page and the file have the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..core.catalogue import alphabetical
from ..logic.kpi.overview import CommuneColumn, Overview, is_of_communes

Row = dict[str, Any]

#: Where communes stand, and what they do whether or not they have signed.
INVOLVED, STATE = "K2a", "state"
PUBLISHING = ("K2b", "K2c")
BY_THEME, THEME, THEME_METROPOLE, THEME_COMMUNES = "K1", "theme", "theme_metropole", "theme_communes"


def theme_rows(divisions: Overview) -> list[Row]:
    """The open datasets by theme, those of the Métropole and of the communes apart; the largest first."""
    divided = divisions.divided.get(BY_THEME, {})
    labels = divisions.labels(BY_THEME, THEME)
    rows = [
        {
            "key": key,
            "label": labels.get(key, key),
            "metropole": divided.get(THEME_METROPOLE, {}).get(key, 0),
            "communes": divided.get(THEME_COMMUNES, {}).get(key, 0),
            "value": value,
        }
        for key, value in divided.get(THEME, {}).items()
    ]
    return sorted(rows, key=lambda row: -(row["value"] or 0))


def steps(divisions: Overview, entries: Sequence[Row]) -> Row:
    """Each commune once at its step, and beside it how many publish, which no step is asked for."""
    labels = divisions.labels(INVOLVED, STATE)
    counts = divisions.divided.get(INVOLVED, {}).get(STATE, {})
    rows = [{"key": key, "label": _sentence(labels.get(key, key)), "value": count} for key, count in counts.items()]
    return {
        "rows": [row for row in rows if row["value"]],
        "all": sum(count or 0 for count in counts.values()),
        "beside": [
            {"key": entry["id"], "label": entry["label"], "value": entry["value"]}
            for entry in entries
            if entry["id"] in PUBLISHING and entry["value"] is not None
        ],
    }


def commune_rows(divisions: Overview, columns: Sequence[CommuneColumn], order: str) -> list[Row]:
    """What each KPI says of each commune; by name unless a column is asked for, backwards with a minus sign."""
    rows = [
        {
            "insee": commune.insee,
            "name": commune.name,
            "population": commune.population,
            "values": {column.kpi_id: column.values.get(commune.insee) for column in columns},
        }
        for commune in divisions.communes()
    ]
    wanted = order.removeprefix("-")
    if wanted == "population":
        return _sorted(rows, order, lambda row: row["population"])
    if wanted in {column.kpi_id for column in columns}:
        return _sorted(rows, order, lambda row: row["values"][wanted])
    return rows


def dimension_rows(entry: Row, name: str, order: str = "") -> list[Row]:
    """The keys of a division with their words and values; those of communes by name, or by value as asked."""
    words = entry["dimensions"].get(name, {}).get("keys", {})
    rows = [{"key": key, "label": words.get(key, key), "value": value} for key, value in entry["by"][name].items()]
    if not is_of_communes(entry["by"][name]):
        return rows
    by_name = sorted(rows, key=lambda row: alphabetical(row["label"]))
    return _sorted(by_name, order, lambda row: row["value"]) if order.removeprefix("-") == name else by_name


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _sorted(rows: Sequence[Row], order: str, value: Callable[[Row], float | None]) -> list[Row]:
    """Nothing comes last, in both directions."""
    sign = -1 if order.startswith("-") else 1
    return sorted(rows, key=lambda row: (value(row) is None, sign * (value(row) or 0)))
