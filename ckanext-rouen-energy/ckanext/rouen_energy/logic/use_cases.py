"""KPI E2, which counts the use cases that are addressed."""

from __future__ import annotations

from typing import Any

from ckanext.rouen_municipalities.core.kpi import Dimension, KpiDefinition, KpiResult, NotCounted

from ..core.use_cases import STATUSES, reason, wording
from ..store.use_cases import public_use_cases


def kpis() -> list[KpiDefinition]:
    """E2, use cases addressed."""
    words = wording()
    return [
        KpiDefinition(
            id="E2",
            version=words["version"],
            initiative="energy",
            label=words["label"],
            definition=words["definition"],
            unit="count",
            compute=use_cases_addressed,
            dimensions={"status": Dimension(words["dimension"], words["statuses"])},
            reasons=words["reasons"],
        )
    ]


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
