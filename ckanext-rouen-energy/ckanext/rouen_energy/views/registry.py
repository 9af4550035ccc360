"""/energie/flux and /energie/cas-usage: where energy data comes from, and what it is used for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..store.registry import FIELDS
from .downloads import csv_file

__all__ = ["rouen_energy_registry"]

rouen_energy_registry = Blueprint("rouen_energy_registry", __name__)

FLOW_COLUMNS = ("name", "title", *FIELDS, "mapped", "reason")
USE_CASE_COLUMNS = ("name", "title", "question", "users", "flows", "status", "result", "addressed", "reason")

Entry = Mapping[str, Any]


@rouen_energy_registry.route("/energie/flux")
def flows() -> str:
    """The flows, their number by status, and whether each counts as mapped."""
    registry = _registry("rouen_energy_flow_list")
    return tk.render("rouen_energy/flows.html", {"registry": registry, **_chosen(registry, registry["flows"])})


@rouen_energy_registry.route("/energie/flux.csv")
def flows_csv() -> Response:
    """The table of flows that is shown."""
    registry = _registry("rouen_energy_flow_list")
    shown = _chosen(registry, registry["flows"])["shown"]
    return csv_file("flux-de-donnees.csv", FLOW_COLUMNS, ([flow[name] for name in FLOW_COLUMNS] for flow in shown))


@rouen_energy_registry.route("/energie/cas-usage")
def use_cases() -> str:
    """The use cases, their number by status, and whether each counts as addressed."""
    registry = _registry("rouen_energy_use_case_list")
    return tk.render("rouen_energy/use_cases.html", {"registry": registry, **_chosen(registry, registry["use_cases"])})


@rouen_energy_registry.route("/energie/cas-usage.csv")
def use_cases_csv() -> Response:
    """The table of use cases that is shown."""
    registry = _registry("rouen_energy_use_case_list")
    shown = _chosen(registry, registry["use_cases"])["shown"]
    named = ({**case, "flows": " ".join(flow["name"] for flow in case["flows"])} for case in shown)
    rows = ([case[name] for name in USE_CASE_COLUMNS] for case in named)
    return csv_file("cas-usage.csv", USE_CASE_COLUMNS, rows)


def _registry(action: str) -> Entry:
    registry: Entry = tk.get_action(action)({}, {})
    return registry


def _chosen(registry: Entry, entries: list[Entry]) -> dict[str, Any]:
    """Those of the status that the address asks for; one that there is not asks for nothing."""
    asked = tk.request.args.get("statut", "")
    status = asked if asked in registry["by_status"] else ""
    return {"status": status, "shown": [entry for entry in entries if status in ("", entry["status"])]}
