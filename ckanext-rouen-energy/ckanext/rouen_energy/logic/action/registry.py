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
        owner, carrier, frequency, format, status, last_received, mapped, reason, synthetic}]}`; `mapped` is whether
        KPI E1 counts the flow, `reason` the code of why not.
    """
    tk.check_access("rouen_energy_flow_list", context, data_dict)
    return registry.flow_list()
