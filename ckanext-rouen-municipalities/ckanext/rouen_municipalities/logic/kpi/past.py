"""What was said of the KPIs on a day: the permalink to a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ckan import model

from ...core.display import local_day
from ...core.kpi import KpiDefinition
from ...core.kpi.definition import in_language
from ...core.kpi.history import Said
from ...store.kpi import definitions, snapshots, statements
from ...store.kpi.snapshots import TOTAL
from ...store.kpi.statements import Target
from ..clock import today
from . import series, showing
from .declaring import apart, figures_at
from .registry import find, registered

Entry = dict[str, Any]


def entries_at(day: date, language: str) -> list[Entry]:
    """What was said on a day: the last snapshot of each KPI up to it, and what was declared by then."""
    kpis, targets = registered(), statements.targets(model.Session)
    known = snapshots.last_up_to(model.Session, kpis, day)
    trends = series.trends(_current(known), day)
    computed = [
        _entry(kpi, known.get(kpi_id), set_by(targets.get(kpi_id, ()), day), day, language)
        | {"trend": trends.get(kpi_id)}
        for kpi_id, kpi in kpis.items()
    ]
    figures = apart(figures_at(statements.declared_history(model.Session), day))
    return computed + [showing.declared(figure, language) for figure in figures]


def shown_at(kpi_id: str, dimension: str | None, day: date, language: str) -> Entry:
    """One KPI with what was said of it on a day, and its definition then. Raises UnknownKpi, UnknownDimension."""
    kpi = find(kpi_id)
    said = snapshots.last_up_to(model.Session, [kpi_id], day).get(kpi_id)
    targets = set_by(statements.target_history(model.Session, kpi_id), day)
    figures = apart(figures_at(statements.declared_history(model.Session), day))
    parts = _of_the_day(said)
    if dimension and dimension not in parts:
        raise showing.UnknownDimension(dimension)
    entry = _entry(kpi, parts[dimension] if dimension else said, targets, day, language)
    trend = None if dimension else series.trends(_current({kpi_id: said}), day).get(kpi_id)
    return (
        entry
        | ({"dimension": dimension} if dimension else {})
        | {"trend": trend}
        | showing.described(kpi, snapshots.parts(parts.values()), targets, figures, language)
        | {"versions": series.versions(kpi_id, language)}
        | _meaning(said, language)
    )


def set_by(targets: Iterable[Target], day: date) -> list[Target]:
    """The targets that had been set on a day."""
    return [target for target in targets if local_day(target.set_at) <= day]


def _entry(kpi: KpiDefinition, said: Said | None, targets: Sequence[Target], day: date, language: str) -> Entry:
    entry = showing.entry_of(kpi, None, showing.in_force(targets), language)
    if said is None:
        nothing = dict.fromkeys(("day", "said", "correction", "quarter", "frozen"))
        return entry | nothing | {"gap": False, "corrections": []}
    told = series.row(said)
    return entry | {
        **{name: told[name] for name in told if name != "state"},
        "gap": said.snapshot.day < day < today(),
    }


def _of_the_day(said: Said | None) -> dict[str, Said]:
    if said is None:
        return {}
    found = snapshots.of_day(model.Session, said.snapshot.kpi_id, said.snapshot.version, said.snapshot.day)
    return {dimension: one for dimension, one in found.items() if dimension != TOTAL}


def _current(known: dict[str, Said | None]) -> dict[str, Any]:
    return {kpi_id: (said.snapshot.version, said.in_force.value) for kpi_id, said in known.items() if said is not None}


def _meaning(said: Said | None, language: str) -> Entry:
    """The definition of that version, as far as it was recorded."""
    text = definitions.texts(model.Session, said.snapshot.kpi_id).get(said.snapshot.version) if said else None
    return {"definition": in_language(text, language)} if text else {}
