"""Data flows: the registry that people fill in, and KPI E1 that counts it."""

from __future__ import annotations

from typing import Any

from ckan import model

from ckanext.rouen_municipalities.core.kpi import Dimension, KpiDefinition, KpiResult, NotCounted

from ..core.indicators import number
from ..core.kpi import definition, wording
from ..core.metering import carriers
from ..core.registry import STATUSES, Covered, MappedFlow, assess, count_by_status, coverage, in_all
from ..store.registry import Flow, public_flows
from ..store.sources import synthetic_packages
from .indicators import used_by_carrier
from .language import language

#: The key of all carriers together.
ALL = "all"


def flow_list() -> dict[str, Any]:
    """The public flows and their number by status; `rouen_energy_flow_list` documents the keys."""
    flows = public_flows(model.Session)
    invented = synthetic_packages({flow.id for flow in flows})
    described = [{**_described(flow), "synthetic": flow.id in invented} for flow in flows]
    return {
        "count": len(described),
        "mapped": sum(flow["mapped"] for flow in described),
        "by_status": count_by_status(flow["status"] for flow in described),
        "kwh": _kwh(flows),
        "flows": described,
    }


def kpis() -> list[KpiDefinition]:
    """E1, data flows mapped."""
    words = wording("E1")
    dimensions = {
        "status": Dimension(words["dimension"], words["statuses"], partition=True),
        "kwh": Dimension(words["kwh"], {ALL: words["every_carrier"], **_carrier_words()}, unit="percent"),
    }
    return [definition("E1", "count", flows_mapped, dimensions)]


def flows_mapped(connection: Any) -> KpiResult:
    """Flows that count as mapped, out of all public ones."""
    flows = public_flows(connection)
    mapped = [flow for flow in flows if assess(flow.fields).mapped]
    by_status = {status: [flow.id for flow in mapped if flow.fields["status"] == status] for status in STATUSES}
    _, parts = _coverage(flows)
    told = {ALL: in_all(parts), **parts} if parts else {}
    return KpiResult(
        value=len(mapped),
        of=len(flows),
        counted=[flow.id for flow in mapped],
        not_counted=[NotCounted(flow.id, assess(flow.fields).reason) for flow in flows if flow not in mapped],
        by={
            "status": {status: len(ids) for status, ids in by_status.items()},
            "kwh": {key: part.percent for key, part in told.items()},
        },
        source_date=max((flow.modified for flow in flows), default=None),
        counted_by={"status": by_status, "kwh": {key: list(part.flows) for key, part in told.items()}},
    )


def _coverage(flows: list[Flow]) -> tuple[int | None, dict[str, Covered]]:
    """The latest year with data, and by carrier what of its kWh mapped flows tell."""
    year, used = used_by_carrier()
    mapped = [
        MappedFlow(flow.id, flow.organization, str(flow.fields["carrier"]))
        for flow in flows
        if assess(flow.fields).mapped
    ]
    return year, coverage(used, mapped)


def _kwh(flows: list[Flow]) -> dict[str, Any] | None:
    year, parts = _coverage(flows)
    if not parts:
        return None
    names = {flow.id: flow.name for flow in flows}
    ordered = sorted(parts.items(), key=lambda item: (-item[1].kwh, item[0]))
    labelled = [
        {"carrier": name, "label": carriers()[name].label(language()), **_part(part, names)} for name, part in ordered
    ]
    return {"year": year, **_part(in_all(parts), names), "by_carrier": labelled}


def _part(part: Covered, names: dict[str, str]) -> dict[str, Any]:
    percent = part.percent
    return {
        "kwh": number(part.kwh),
        "covered_kwh": number(part.covered_kwh),
        "percent": None if percent is None else number(percent),
        "flows": [names[flow] for flow in part.flows],
    }


def _carrier_words() -> dict[str, Any]:
    return {name: dict(carrier.labels) for name, carrier in carriers().items()}


def _described(flow: Flow) -> dict[str, Any]:
    assessed = assess(flow.fields)
    return {
        "id": flow.id,
        "name": flow.name,
        "title": flow.title,
        **flow.fields,
        "mapped": assessed.mapped,
        "reason": assessed.reason or None,
    }
