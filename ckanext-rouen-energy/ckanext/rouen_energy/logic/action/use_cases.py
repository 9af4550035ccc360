"""Actions of the registry of use cases."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from .. import use_cases

__all__ = ["rouen_energy_use_case_list"]


@tk.side_effect_free
def rouen_energy_use_case_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The public use cases of the registry and their number by status; anyone may ask, by GET too.

    :returns: `{count, addressed, by_status: {idea, in-work, in-use}, use_cases: [{id, name, title, question, users,
        flows: [{name, title, public}], status, result, addressed, reason, synthetic}]}`; `addressed` is whether KPI E2
        counts the use case, `reason` the code of why not; `title` of a flow is null when it is not public.
    """
    tk.check_access("rouen_energy_use_case_list", context, data_dict)
    return use_cases.use_case_list()
