"""Use cases: the registry that people fill in, and KPI E2 that counts those that are addressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ckan import model

from ckanext.rouen_municipalities.core.kpi import Dimension, KpiDefinition, KpiResult, NotCounted

from ..core.kpi import definition, wording
from ..core.use_cases import STATUSES, flow_names, reason
from ..store.registry import public_flows
from ..store.sources import synthetic_packages
from ..store.use_cases import public_use_cases


def use_case_list() -> dict[str, Any]:
    """The public use cases and their number by status; `rouen_energy_use_case_list` documents the keys."""
    cases = sorted(public_use_cases(model.Session), key=lambda case: case.title)
    titles = {flow.name: flow.title for flow in public_flows(model.Session)}
    invented = synthetic_packages({case.id for case in cases})
    described = [{**_described(case, titles), "synthetic": case.id in invented} for case in cases]
    counted = Counter(case["status"] for case in described)
    return {
        "count": len(described),
        "addressed": sum(case["addressed"] for case in described),
        "by_status": {status: counted[status] for status in STATUSES},
        "use_cases": described,
    }


def kpis() -> list[KpiDefinition]:
    """E2, use cases addressed."""
    words = wording("E2")
    dimensions = {"status": Dimension(words["dimension"], words["statuses"])}
    return [definition("E2", "count", use_cases_addressed, dimensions)]


def use_cases_addressed(connection: Any) -> KpiResult:
    """Use cases in use with a result that can be seen, out of all public ones; every one by its status."""
    cases = public_use_cases(connection)
    reasons = {case.id: reason(case.fields) for case in cases}
    addressed = [case.id for case in cases if not reasons[case.id]]
    by_status = {status: [case.id for case in cases if case.fields["status"] == status] for status in STATUSES}
    return KpiResult(
        value=len(addressed),
        of=len(cases),
        counted=addressed,
        not_counted=[
            NotCounted(case.id, reasons[case.id], {"status": str(case.fields["status"])})
            for case in cases
            if reasons[case.id]
        ],
        by={"status": {status: len(ids) for status, ids in by_status.items()}},
        source_date=max((case.modified for case in cases), default=None),
        counted_by={"status": by_status},
    )


def _described(case: Any, titles: Mapping[str, str]) -> dict[str, Any]:
    why_not = reason(case.fields)
    return {
        "id": case.id,
        "name": case.name,
        "title": case.title,
        **{name: case.fields[name] for name in ("question", "users", "status", "result")},
        "flows": [
            {"name": name, "title": titles.get(name), "public": name in titles}
            for name in flow_names(case.fields["flows"])
        ],
        "addressed": not why_not,
        "reason": why_not or None,
    }
