"""KPIs as the API and the pages show them, in the caller's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ckan import model

from ...core.display import local_day
from ...core.kpi import Dimension, KpiDefinition, id_of, ids_digest
from ...core.kpi.computed import Computed, Explanation, PlainNumber
from ...core.kpi.definition import in_language, of_one
from ...store.kpi import statements, values
from ...store.kpi.statements import Declared, Target
from ..clock import today
from . import feeding, series
from .declaring import apart
from .registry import find, registered

Entry = dict[str, Any]

COMPUTED, DECLARED = "computed", "declared"


class UnknownDimension(LookupError):
    """A KPI is not divided that way, or has no such key."""


@dataclass(frozen=True)
class Part:
    """One key of one dimension, and its value."""

    name: str
    key: str
    value: PlainNumber


def entries(language: str) -> list[Entry]:
    """Every KPI with its last value, then every declared figure."""
    known, targets = values.all_values(model.Session), statements.targets(model.Session)
    trends = series.trends({kpi_id: (last.version, last.value) for kpi_id, last in known.items()}, today())
    computed = [
        entry_of(kpi, known.get(kpi.id), in_force(targets.get(kpi.id, ())), language) | {"trend": trends.get(kpi.id)}
        for kpi in registered().values()
    ]
    return computed + [declared(figure, language) for figure in apart(statements.declared_values(model.Session))]


def shown(kpi_id: str, dimension: str | None, language: str) -> Entry:
    """One KPI with its definition, its divisions, its targets and what is declared beside it. Raises UnknownKpi.

    With `dimension` (`theme:ENVI`), `value` is that of this key. Raises UnknownDimension.
    """
    kpi = find(kpi_id)
    computed = values.value_of(model.Session, kpi_id)
    targets = statements.target_history(model.Session, kpi_id)
    entry = entry_of(kpi, computed, in_force(targets), language)
    if dimension:
        entry |= {"dimension": dimension, "value": _part(computed, dimension).value, "of": None}
    figures = apart(statements.declared_values(model.Session))
    by = computed.by if computed else {}
    return entry | described(kpi, by, targets, figures, language) | {"versions": series.versions(kpi_id, language)}


def described(
    kpi: KpiDefinition,
    by: Mapping[str, Mapping[str, PlainNumber]],
    targets: Iterable[Target],
    figures: Iterable[Declared],
    language: str,
) -> Entry:
    """What `rouen_kpi_show` says of a KPI beyond `rouen_kpi_list`."""
    return {
        "definition": in_language(kpi.definition, language),
        "by": dict(by),
        "dimensions": {name: _dimension(item, language) for name, item in kpi.dimensions.items()},
        "reasons": {code: in_language(text, language) for code, text in kpi.reasons.items()},
        "targets": targets_in_words(targets),
        "declared": [declared(figure, language) for figure in figures if figure.beside == kpi.id],
        "dataset": feeding.dataset_of(kpi.id),
    }


def history(kpi_id: str, dimension: str | None, since: date, until: date) -> list[Entry]:
    """The days of a KPI, or of one key of it, gaps among them. Raises UnknownKpi, UnknownDimension."""
    find(kpi_id)
    found = series.history(kpi_id, dimension, since, until)
    if dimension and not found:
        _part(values.value_of(model.Session, kpi_id), dimension)
    return found


def explained(kpi_id: str, dimension: str | None, language: str) -> Entry:
    """What the last value counted, and what it did not count and why. Raises UnknownKpi, UnknownDimension."""
    kpi = find(kpi_id)
    computed, explanation = values.explanation_of(model.Session, kpi_id) or (None, Explanation())
    counted, not_counted = explanation.counted, explanation.not_counted
    value, of = (computed.value, computed.of_value) if computed else (None, None)
    measure = kpi.measure
    if dimension:
        part = _part(computed, dimension)
        value, of = part.value, None
        counted = explanation.counted_by.get(part.name, {}).get(part.key, [])
        measure = kpi.dimensions[part.name].measure if part.name in kpi.dimensions else None
        if measure:
            items = {id_of(item): item for item in explanation.counted}
            counted = [items[item] for item in counted]
        here = {id_of(item) for item in counted}
        not_counted = [
            item for item in not_counted if item["within"].get(part.name) == part.key and item["id"] not in here
        ]
    return {
        "id": kpi_id,
        "version": computed.version if computed else kpi.version,
        "dimension": dimension,
        "value": value,
        "of": of,
        "measure": {"how": measure.how.value, "field": measure.field} if measure else None,
        "computed_at": _iso(computed.computed_at) if computed else None,
        "ids_count": len(counted),
        "ids_sha256": ids_digest(id_of(item) for item in counted),
        "counted": list(counted),
        "not_counted": [_not_counted(kpi, item, language) for item in not_counted],
    }


def entry_of(kpi: KpiDefinition, computed: Computed | None, target: Target | None, language: str) -> Entry:
    """A KPI with a value, as `rouen_kpi_list` shows it."""
    return {
        "id": kpi.id,
        "version": computed.version if computed else kpi.version,
        "initiative": kpi.initiative,
        "label": in_language(kpi.label, language),
        "kind": COMPUTED,
        "value": computed.value if computed else None,
        "unit": kpi.unit,
        "better": kpi.better,
        "of": computed.of_value if computed else None,
        "computed_at": _iso(computed.computed_at) if computed else None,
        "source_date": computed.source_date if computed else None,
        "ids_count": computed.ids_count if computed else None,
        "ids_sha256": computed.ids_sha256 if computed else None,
        "failed_at": _iso(computed.failed_at) if computed else None,
        "target": _target(target) if target else None,
        "trend": None,
    }


def declared(figure: Declared, language: str) -> Entry:
    """A declared figure has the keys of a computed one, without what only a computation knows."""
    return {
        "id": figure.declared_id,
        "version": None,
        "initiative": figure.initiative,
        "label": in_language(figure.label, language),
        "kind": DECLARED,
        "value": figure.value,
        "unit": figure.unit,
        "of": None,
        "computed_at": None,
        "source_date": figure.period,
        "ids_count": None,
        "ids_sha256": None,
        "failed_at": None,
        "target": None,
        "trend": None,
        "beside": figure.beside,
        "source": figure.source,
        "source_url": figure.source_url,
    }


def in_force(targets: Iterable[Target]) -> Target | None:
    """The target for the KPI as a whole: of those given, in their order, the last that was set."""
    return next((target for target in reversed(list(targets)) if not target.dimension), None)


def targets_in_words(targets: Iterable[Target]) -> list[Entry]:
    """Targets in the order in which they were set, each with the day from which another replaced it."""
    shown_targets, latest = [], {}
    for target in reversed(list(targets)):
        shown_targets.append(_target(target) | {"superseded_on": latest.get(target.dimension)})
        latest[target.dimension] = _set_on(target)
    return shown_targets[::-1]


def _target(target: Target) -> Entry:
    """Who set it is kept and not shown."""
    return {
        "dimension": target.dimension or None,
        "value": target.value,
        "due": target.due.isoformat(),
        "set_on": _set_on(target),
        "superseded_on": None,
        "rationale": target.rationale,
    }


def _set_on(target: Target) -> str:
    return local_day(target.set_at).isoformat()


def _dimension(dimension: Dimension, language: str) -> Entry:
    return {
        "label": in_language(dimension.label, language),
        "sums_to_value": dimension.partition,
        "unit": dimension.unit,
        "keys": {key: in_language(text, language) for key, text in dimension.keys.items()},
    }


def _not_counted(kpi: KpiDefinition, item: Mapping[str, Any], language: str) -> Entry:
    text = kpi.reasons.get(item["reason"], {"fr": item["reason"]})
    shown = {key: value for key, value in item.items() if key != "told"}
    words = [of_one(text, language), *([in_language(item["told"], language)] if item.get("told") else [])]
    return {**shown, "explanation": " : ".join(words)}


def _part(computed: Computed | None, dimension: str) -> Part:
    name, _, key = dimension.partition(":")
    keys = computed.by.get(name, {}) if computed else {}
    if key not in keys:
        raise UnknownDimension(dimension)
    return Part(name, key, keys[key])


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
