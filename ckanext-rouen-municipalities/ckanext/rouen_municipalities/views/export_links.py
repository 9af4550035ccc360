"""What pages say of the files that hold a whole table."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk


def rouen_exports(resource_id: str) -> list[dict[str, Any]]:
    """The files that hold the whole table of a resource, as `rouen_export_list` gives them, each with its `label`."""
    labels = {"csv": "CSV", "csv-excel": tk._("CSV pour Excel"), "parquet": "Parquet"}
    try:
        found = tk.get_action("rouen_export_list")({}, {"resource_id": resource_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return []
    return [{**export, "label": labels[export["format"]]} for export in found]
