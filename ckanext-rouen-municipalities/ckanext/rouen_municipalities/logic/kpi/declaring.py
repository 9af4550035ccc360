"""The figures of a document, such as `data/declared.json`: recorded once, however often the document is loaded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ...core.display import local_day
from ...store import publication as record
from ...store.kpi import statements
from ...store.kpi.statements import Declared
from .registry import registered

#: The figures of the ICC deliverable.
FIGURES = Path(__file__).parent.parent.parent / "data" / "declared.json"


def load_declared(path: Path = FIGURES, author: str = "") -> int:
    """Record the figures of a JSON file that are not recorded yet; give how many there were."""
    figures = [_figure(item) for item in json.loads(path.read_text(encoding="utf-8"))]
    with record.transaction() as connection:
        known = [replace(figure, declared_at=None) for figure in statements.declared_values(connection)]
        new = [figure for figure in figures if figure not in known]
        for figure in new:
            statements.add_declared(connection, figure, author)
    return len(new)


def apart(figures: Iterable[Declared]) -> list[Declared]:
    """The figures but those whose name a KPI has taken since they were recorded: they are told under another one."""
    kpis = registered()
    return [figure for figure in figures if figure.declared_id not in kpis]


def figures_at(statements_made: Iterable[Declared], day: date) -> list[Declared]:
    """What was declared on a day, by name; `statements_made` in their order.

    What a document says of a period is told from that period on, whenever it was loaded here; a later statement about
    the same period only from the day on which it was made.
    """
    found: dict[str, Declared] = {}
    known: set[tuple[str, str]] = set()
    for figure in statements_made:
        name = (figure.declared_id, figure.period)
        made = local_day(figure.declared_at) if name in known and figure.declared_at else date.min
        known.add(name)
        former = found.get(figure.declared_id)
        is_later = former is None or figure.period >= former.period
        if figure.period <= day.isoformat() and made <= day and is_later:
            found[figure.declared_id] = figure
    return [found[name] for name in sorted(found)]


def _figure(item: dict[str, Any]) -> Declared:
    return Declared(
        declared_id=item["id"],
        beside=item["beside"],
        initiative=item["initiative"],
        label=item["label"],
        value=item["value"],
        unit=item["unit"],
        period=item["period"],
        source=item["source"],
        source_url=item.get("source_url"),
    )
