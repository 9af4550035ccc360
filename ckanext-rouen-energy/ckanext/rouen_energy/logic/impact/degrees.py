"""Degree-days of the temperatures that an owner publishes, by both methods."""

from __future__ import annotations

from typing import Any

from ...core.impact import degree_days
from ...core.impact.degree_days import METHODS, Month
from ...store import daily, sources
from ...store.warehouse import tables as warehouse
from ..language import language

TEMPERATURES = "energy/temperatures"
DECIMALS = 1


def degree_days_of(owner: sources.Organization, base: float) -> dict[str, Any]:
    """By month; `rouen_energy_degree_days` documents the keys."""
    public = [one for one in sources.public_tables() if one.profile == TEMPERATURES and one.owner_org == owner.id]
    newest = sorted(public, key=lambda table: table.published_at, reverse=True)
    with warehouse.reading() as connection:
        weather = daily.weather(connection, [table.resource_id for table in newest])
    return {
        "owner": {"name": owner.name, "title": owner.title},
        "base": base,
        "methods": [{"method": name, "label": method.labels[language()]} for name, method in METHODS.items()],
        "months": [_described(one) for one in degree_days.by_month(weather, base)] if weather else [],
        "sources": [{"resource_id": table.resource_id, "sha256": table.sha256} for table in newest],
    }


def _described(one: Month) -> dict[str, Any]:
    parts = {"heating": one.heating, "cooling": one.cooling}
    return {
        "month": f"{one.month:%Y-%m}",
        "days": one.days,
        **{
            part: {name: None if value is None else round(value, DECIMALS) for name, value in values.items()}
            for part, values in parts.items()
        },
    }
