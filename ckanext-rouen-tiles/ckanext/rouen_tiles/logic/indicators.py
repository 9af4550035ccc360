"""The indicators of the app for its backend, as they were last computed or declared."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk

from .. import config
from ..core import kpi

FILE = "kpis.json"


def tell() -> None:
    """Write them for the tile process to read, when they are others."""
    found = tk.get_action("rouen_kpi_list")({"ignore_auth": True}, {})
    declared = {entry["beside"]: entry for entry in found if entry.get("beside")}
    entries = [
        _entry(entry, declared.get(entry["id"]), words["label"])
        for entry in found
        if (words := kpi.wording().get(entry["id"]))
    ]
    body = json.dumps({"kpis": entries}, ensure_ascii=False, default=str).encode()
    last = config.folder().told(FILE)
    if last is None or last[1] != body:
        config.folder().tell(FILE, body)


def _entry(computed: dict[str, Any], declared: dict[str, Any] | None, label: dict[str, str]) -> dict[str, Any]:
    """The computed value; the declared one where the portal can compute none."""
    shown = declared if declared and computed["value"] is None else computed
    return {
        "id": computed["id"],
        "label": label,
        "kind": shown["kind"],
        "value": shown["value"],
        "of": shown.get("of"),
        "computed_at": computed["computed_at"],
    }
