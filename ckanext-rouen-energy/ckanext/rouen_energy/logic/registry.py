"""Data flows: the registry that people fill in, and KPI E1 that counts it."""

from __future__ import annotations

from typing import Any

from ckan import model

from ckanext.rouen_municipalities.core.kpi import Dimension, KpiDefinition, KpiResult, NotCounted

from ..core.registry import STATUSES, assess, count_by_status, wording
from ..store.registry import Flow, public_flows
from ..store.sources import synthetic_packages


def flow_list() -> dict[str, Any]:
    """The public flows and their number by status; `rouen_energy_flow_list` documents the keys."""
    flows = public_flows(model.Session)
    invented = synthetic_packages({flow.id for flow in flows})
    described = [{**_described(flow), "synthetic": flow.id in invented} for flow in flows]
    return {
        "count": len(described),
        "mapped": sum(flow["mapped"] for flow in described),
        "by_status": count_by_status(flow["status"] for flow in described),
        "flows": described,
    }


def kpis() -> list[KpiDefinition]:
    """E1, data flows mapped."""
    words = wording()
    return [
        KpiDefinition(
            id="E1",
            version=words["version"],
            initiative="energy",
            label=words["label"],
            definition=words["definition"],
            unit="count",
            compute=flows_mapped,
            dimensions={"status": Dimension(words["dimension"], words["statuses"], partition=True)},
            reasons=words["reasons"],
        )
    ]


def flows_mapped(connection: Any) -> KpiResult:
    """Flows that count as mapped, out of all public ones."""
    flows = public_flows(connection)
    mapped = [flow for flow in flows if assess(flow.fields).mapped]
    by_status = {status: [flow.id for flow in mapped if flow.fields["status"] == status] for status in STATUSES}
    return KpiResult(
        value=len(mapped),
        of=len(flows),
        counted=[flow.id for flow in mapped],
        not_counted=[NotCounted(flow.id, assess(flow.fields).reason) for flow in flows if flow not in mapped],
        by={"status": {status: len(ids) for status, ids in by_status.items()}},
        source_date=max((flow.modified for flow in flows), default=None),
        counted_by={"status": by_status},
    )


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
