"""What buildings saved, where they go and what is ahead of them: parts of the energy pages, and their files.

Each part asks its own action: one that fails leaves the rest of its page as it is.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from .asking import asked
from .downloads import csv_file
from .section_tables import OF_BUILDINGS, OF_OWNERS

__all__ = ["rouen_energy_sections"]

log = logging.getLogger(__name__)

rouen_energy_sections = Blueprint("rouen_energy_sections", __name__)


@dataclass(frozen=True)
class Part:
    """The answer of an action; none when it failed."""

    answer: dict[str, Any] | None


def of_building(owner: str, building: str, year: int | None = None) -> dict[str, Part]:
    """The parts of a building's sheet that there are; the comparison of a year when one is asked for."""
    one = {"owner": owner, "id": building}
    return _parts(
        impact=("rouen_energy_impact", {"owner": owner, "building": building}),
        trajectory=("rouen_energy_trajectory", one),
        forecast=("rouen_energy_forecast", one),
        compare=("rouen_energy_compare", one | ({"year": str(year)} if year else {})),
    )


def of_owner(owner: str | None) -> dict[str, Part]:
    """The parts of the dashboard that there are: of the owner asked for, or of all of them together."""
    asked_for = {"owner": owner} if owner else {}
    return _parts(
        impact=("rouen_energy_impact", asked_for),
        trajectory=("rouen_energy_trajectory", asked_for),
        forecast=("rouen_energy_forecast", asked_for),
    )


def _parts(**questions: tuple[str, dict[str, str]]) -> dict[str, Part]:
    found = {name: _part(action, data) for name, (action, data) in questions.items()}
    return {name: one for name, one in found.items() if one}


def _part(action: str, data: dict[str, str]) -> Part | None:
    try:
        return Part(tk.get_action(action)({}, data))
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    except SQLAlchemyError:
        log.exception("%s cannot be shown", action)
        return Part(None)


@rouen_energy_sections.route("/energie/economie.csv", defaults={"name": "economie"})
@rouen_energy_sections.route("/energie/trajectoire.csv", defaults={"name": "trajectoire"})
@rouen_energy_sections.route("/energie/prevision.csv", defaults={"name": "prevision"})
def owner_table(name: str) -> Response:
    """The table of a part of the dashboard."""
    table = OF_OWNERS[name]
    owner = tk.request.args.get("proprietaire")
    answer = asked(table.action, **({"owner": owner} if owner else {}))
    return csv_file(f"energie-{name}.csv", table.header, table.rows(answer))


@rouen_energy_sections.route(
    "/energie/batiment/<owner>/<path:building>/<any(economie, trajectoire, prevision, comparaison):name>.csv"
)
def building_table(owner: str, building: str, name: str) -> Response:
    """The table of a part of a building's sheet."""
    table = OF_BUILDINGS[name]
    year = tk.request.args.get("annee") if table.has_year else None
    answer = asked(table.action, **{"owner": owner, table.building: building}, **({"year": year} if year else {}))
    return csv_file(f"energie-{owner}-{name}.csv", table.header, table.rows(answer))
