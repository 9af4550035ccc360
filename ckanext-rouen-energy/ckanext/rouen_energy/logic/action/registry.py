"""Actions of the registry of data flows."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from .. import registry

__all__ = ["rouen_energy_flow_list"]


@tk.side_effect_free
def rouen_energy_flow_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The public data flows of the registry and their number by status; anyone may ask, by GET too.

    :returns: `{count, mapped, by_status: {identified, mapped, connected}, flows: [{id, name, title, source_system,
        owner, carrier, frequency, format, status, last_received, mapped, reason, synthetic}], kwh: {year, kwh,
        covered_kwh, percent, flows: [name], by_carrier: [{carrier, label, kwh, covered_kwh, percent, flows}]} | null}`;
        `mapped` is whether KPI E1 counts the flow, `reason` the code of why not. `kwh` is what the buildings used in
        the latest year with data (delivered kWh), and the part of it whose carrier a mapped flow of the same
        organisation tells; null without data.
    """
    tk.check_access("rouen_energy_flow_list", context, data_dict)
    return registry.flow_list()
