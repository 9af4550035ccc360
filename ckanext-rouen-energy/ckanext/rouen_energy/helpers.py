"""What templates call; every name begins with rouen_energy_."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from sqlalchemy.exc import SQLAlchemyError

from . import config
from .core.kpi import wording
from .core.mapping.targets import targets
from .logic.indicators import dashboard
from .logic.indicators import owners as owners_of_indicators
from .logic.language import language
from .logic.mapping.keeping import PREFIX

__all__ = [
    "rouen_energy_flow_reason",
    "rouen_energy_has_charts",
    "rouen_energy_home",
    "rouen_energy_kept",
    "rouen_energy_last_day",
    "rouen_energy_may_map",
    "rouen_energy_of",
    "rouen_energy_reference",
    "rouen_energy_use_case_reason",
]

log = logging.getLogger(__name__)

#: how the rules begin that a file breaks whose columns are not those of the table
_OF_HEADERS = ("header-", "sheet-")
_CHART_LIBRARY = Path(__file__).parent / "assets" / "vendor" / "echarts.min.js"


def rouen_energy_home() -> dict[str, Any] | None:
    """The dashboard of the latest year; None when it cannot be read: the rest of the home page stays."""
    try:
        return dashboard()
    except SQLAlchemyError:
        log.exception("the energy figures of the home page cannot be shown")
        return None


def rouen_energy_of(insee: str) -> dict[str, Any] | None:
    """The dashboard of a commune in the latest year; None when it cannot be read: the rest of its page stays."""
    try:
        return dashboard(commune=insee)
    except SQLAlchemyError:
        log.exception("the energy figures of a commune cannot be shown")
        return None


def rouen_energy_may_map(publication: Mapping[str, Any]) -> bool:
    """Whether a refused file of energy may have a layout that its officer could explain, or that a mapping read."""
    report = publication.get("report") or {}
    rules = {rule["rule"] for rule in report.get("by_rule", ())}
    layout = (report.get("layout") or {}).get("name", "")
    is_ours = str(publication.get("profile") or "").partition("@")[0] in targets()
    is_foreign = layout.startswith(PREFIX) or (not layout and any(rule.startswith(_OF_HEADERS) for rule in rules))
    return is_ours and is_foreign


def rouen_energy_kept() -> list[dict[str, Any]]:
    """The organisations whose energy data the reader may edit: name and title; none for who is not logged in."""
    if not tk.current_user.is_authenticated:
        return []
    mine = tk.get_action("organization_list_for_user")({}, {"permission": "update_dataset"})
    owners = {one.name for one in owners_of_indicators()}
    return [{"name": one["name"], "title": one["display_name"]} for one in mine if one["name"] in owners]


def rouen_energy_last_day(end: str) -> date:
    """The last day of a period whose end is the day after: people count the last one in."""
    return date.fromisoformat(end[:10]) - timedelta(days=1)


def rouen_energy_reference(figures: dict[str, Any]) -> dict[str, Any] | None:
    """The year whose figures were declared, of the trend of a dashboard that shows another."""
    year = config.reference_year()
    rows = figures["trend"] if figures["year"] != year else []
    return next((row for row in rows if row["year"] == year and row["with_data"]), None)


def rouen_energy_flow_reason(code: str) -> str:
    """Why a flow does not count as mapped, in words."""
    words = wording("E1")["reasons"].get(code, {})
    return str(words.get(language(), code))


def rouen_energy_use_case_reason(code: str) -> str:
    """Why a use case does not count as addressed, in words."""
    words = wording("E2")["reasons"].get(code, {})
    return str(words.get(language(), code))


def rouen_energy_has_charts() -> bool:
    """Whether the chart library was put into the assets (npm run build); tables do without."""
    return _CHART_LIBRARY.is_file()
