"""The figures of a document, such as `data/declared.json`: recorded once, however often the document is loaded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...store import publication as record
from ...store.kpi import statements
from ...store.kpi.statements import Declared

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
