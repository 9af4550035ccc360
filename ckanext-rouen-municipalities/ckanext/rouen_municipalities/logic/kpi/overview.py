"""What the page of all KPIs shows beside their values: how they divide, commune by commune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ckan import model

from ...core.kpi import KpiDefinition
from ...core.kpi.computed import PlainNumber
from ...core.kpi.definition import in_language, of_one
from ...core.territory import Commune, all_communes, communes_at
from ...store.kpi import snapshots, values
from ..clock import today
from .registry import registered

Entry = dict[str, Any]
Divided = Mapping[str, Mapping[str, PlainNumber]]


@dataclass(frozen=True)
class CommuneColumn:
    """A KPI that says something of each commune."""

    kpi_id: str
    label: str
    words: str
    unit: str
    dimension: str
    values: Mapping[str, PlainNumber]


@dataclass(frozen=True)
class Overview:
    """The divisions of every KPI on a day, by id and name of the dimension."""

    divided: Mapping[str, Divided]
    day: date
    language: str

    def terms(self, kpi_id: str, dimension: str) -> list[tuple[str, str, PlainNumber]]:
        """The keys of a division that have something: key, words that suit the number, number."""
        kpi = registered().get(kpi_id)
        words = kpi.dimensions[dimension].keys if kpi and dimension in kpi.dimensions else {}
        counts = self.divided.get(kpi_id, {}).get(dimension, {})
        return [
            (key, (of_one if count == 1 else in_language)(words.get(key, {"fr": key}), self.language), count)
            for key, count in counts.items()
            if count
        ]

    def labels(self, kpi_id: str, dimension: str) -> dict[str, str]:
        """The words of the keys of a division."""
        kpi = registered().get(kpi_id)
        words = kpi.dimensions[dimension].keys if kpi and dimension in kpi.dimensions else {}
        return {key: in_language(text, self.language) for key, text in words.items()}

    def communes(self) -> list[Commune]:
        """The members of the Métropole on the day, by name."""
        return sorted(communes_at(self.day), key=lambda commune: commune.sort_key)

    def columns(self) -> list[CommuneColumn]:
        """What each KPI says of the communes, by the first of its dimensions that is about them."""
        return [column for kpi in registered().values() for column in self._columns_of(kpi)[:1]]

    def _columns_of(self, kpi: KpiDefinition) -> list[CommuneColumn]:
        divided, label = self.divided.get(kpi.id, {}), in_language(kpi.label, self.language)
        return [
            CommuneColumn(
                kpi_id=kpi.id,
                label=label,
                words=in_language(item.label, self.language),
                unit=item.unit or kpi.unit,
                dimension=name,
                values=divided[name],
            )
            for name, item in kpi.dimensions.items()
            if is_of_communes(divided.get(name, {}))
        ]


def is_of_communes(keys: Mapping[str, Any]) -> bool:
    """Whether a dimension says something of each commune."""
    return bool(keys) and all_communes().keys() >= keys.keys()


def overview(entries: Sequence[Entry], day: date | None, language: str) -> Overview:
    """The divisions of some entries of `rouen_kpi_list`: the last ones, or those of their snapshots; one query."""
    if day is None:
        known = values.all_values(model.Session)
        return Overview({kpi_id: computed.by for kpi_id, computed in known.items()}, today(), language)
    days = {
        entry["id"]: (entry["version"], date.fromisoformat(entry["day"])) for entry in entries if entry.get("day")
    }
    return Overview(_divided(days), day, language)


def _divided(days: Mapping[str, tuple[int, date]]) -> dict[str, Divided]:
    kpis = registered()
    dimensions = {
        f"{name}:{key}" for kpi_id in days for name, item in kpis[kpi_id].dimensions.items() for key in item.keys
    }
    found = snapshots.of_days(model.Session, days, dimensions)
    return {kpi_id: _in_order(kpis[kpi_id], snapshots.parts(said)) for kpi_id, said in found.items()}


def _in_order(kpi: KpiDefinition, parts: Divided) -> Divided:
    """The divisions with their keys in the order of the definition."""
    return {
        name: {key: parts[name][key] for key in item.keys if key in parts[name]}
        for name, item in kpi.dimensions.items()
        if name in parts
    }
