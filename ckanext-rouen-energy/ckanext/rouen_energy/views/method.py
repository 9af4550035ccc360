"""/energie/methode: how savings, trajectories, forecasts and comparisons are computed, and what they do not tell."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ..core.comparison import load
from ..core.forecast import forecasting, model, scoring
from ..core.impact import method
from ..core.impact.degree_days import BASE, METHODS
from ..core.impact.student import LEVEL
from ..core.indicators.figures import MEDIAN_BUILDINGS
from ..core.trajectory.rules import rules
from ..logic.language import language

__all__ = ["rouen_energy_method"]

rouen_energy_method = Blueprint("rouen_energy_method", __name__)


@rouen_energy_method.route("/energie/methode")
def read() -> str:
    """The page of the methods: each of its numbers is the one that the computation uses."""
    spoken = language()
    page: dict[str, Any] = {
        "version": method.FORMULA_VERSION,
        "formula": method.FORMULA[spoken],
        "required": method.REQUIRED[spoken],
        "limits": method.LIMITS[spoken],
        "bills": method.BILLS[spoken],
        "methods": [one.labels[spoken] for one in METHODS.values()],
        "base": BASE,
        "level": round(100 * LEVEL),
        "rules": rules(),
        "reductions": [f"−{cut:f} %" for _, cut in rules().reductions],
        "forecast": _of_forecasts(),
        "peers": MEDIAN_BUILDINGS,
        "weeks": load.LEAST_WEEKS,
        "night": load.NIGHT_HOURS,
        "day": load.DAY_HOURS,
    }
    return tk.render("rouen_energy/method.html", page)


def _of_forecasts() -> dict[str, int]:
    return {
        "known": forecasting.LEAST_KNOWN,
        "least": model.LEAST_MONTHS,
        "most": model.MOST_MONTHS,
        "origins": scoring.MOST_ORIGINS,
    }
