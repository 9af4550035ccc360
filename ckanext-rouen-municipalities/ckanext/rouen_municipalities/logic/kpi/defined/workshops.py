"""K3: the workshops of the initiative."""

from __future__ import annotations

from datetime import date
from typing import Any

from ....core.kpi import KpiDefinition, KpiResult
from ....core.kpi.wording import definition
from ....core.kpi.workshops import workshops_organised
from ....core.territory import codes_at
from ....store.membership import all_steps
from ....store.workshop import public_workshops
from ...clock import today


def definitions(day: date) -> list[KpiDefinition]:
    """The KPI that counts workshops."""
    return [definition("K3", _workshops_organised, day)]


def _workshops_organised(connection: Any) -> KpiResult:
    day = today()
    return workshops_organised(public_workshops(connection), all_steps(connection), sorted(codes_at(day)), day)
