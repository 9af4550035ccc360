"""Where the files of the demo are, and how its actions are called."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ..acting import as_the_portal

FOLDER = Path(__file__).parents[2] / "demo"

METROPOLE = "metropole-rouen-normandie"
#: The communes that have joined in the demo: name of the organisation, INSEE code.
COMMUNES = {
    "rouen": "76540",
    "sotteville-les-rouen": "76681",
    "elbeuf": "76231",
    "canteleu": "76157",
    "le-mesnil-esnard": "76429",
}


def call(action: str, **data: Any) -> Any:
    """An action as the site's own user: without one CKAN's activity plugin fails after the commit."""
    return tk.get_action(action)(as_the_portal(), data)


def find(action: str, name: str) -> Any:
    """What an action shows under a name, or None."""
    try:
        return call(action, id=name)
    except tk.ObjectNotFound:
        return None


def members(organization: str) -> list[str]:
    """The ids of the people of an organisation."""
    return [entry[0] for entry in call("member_list", id=organization, object_type="user")]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of the demo (UTF-8, semicolons)."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))
