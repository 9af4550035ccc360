"""/energie/flux: the registry of data flows."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..store.registry import FIELDS
from .downloads import csv_file

__all__ = ["rouen_energy_registry"]

rouen_energy_registry = Blueprint("rouen_energy_registry", __name__)


@rouen_energy_registry.route("/energie/flux")
def flows() -> str:
    """The flows, their number by status, and whether each counts as mapped."""
    return tk.render("rouen_energy/flows.html", {"registry": tk.get_action("rouen_energy_flow_list")({}, {})})


@rouen_energy_registry.route("/energie/flux.csv")
def flows_csv() -> Response:
    """The table of flows."""
    listed = tk.get_action("rouen_energy_flow_list")({}, {})["flows"]
    columns = ("name", "title", *FIELDS, "mapped", "reason")
    return csv_file("flux-de-donnees.csv", columns, ([flow[name] for name in columns] for flow in listed))
