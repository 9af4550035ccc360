"""Four real meters (OpenEIS, MAVE): how well our models tell them, beside a reference written here with SciPy.

Skipped where the folder of public data, or SciPy, is not.
"""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest
from ckanext.rouen_energy.core.impact import sufficiency
from ckanext.rouen_energy.core.impact.baseline import fit
from ckanext.rouen_energy.core.impact.days import Span
from ckanext.rouen_energy.core.impact.student import quantile
from impact_data import REAL_DATA, measured

optimize = pytest.importorskip("scipy.optimize")
statistics = pytest.importorskip("scipy.stats")
pytestmark = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the folder of public data is not on this machine")

METERS = ("openeis power", "openeis gas", "mave_ex1", "mave_ex2")


def year_of(name):
    """The last whole year of a meter: days, temperatures and use, where both are known."""
    kwh, temperature = measured(name)
    end = min(kwh.span.end, temperature.span.end)
    year = Span(end - timedelta(days=365), end)
    values, warmth = kwh.within(year), temperature.within(year)
    known = ~(np.isnan(values) | np.isnan(warmth))
    return np.flatnonzero(known), warmth[known], values[known]


def reference(temperature, kwh):
    """CV(RMSE) and NMBE of the best change-point model, its balance points found by SciPy as real numbers."""
    best = (_bic(kwh - kwh.mean(), 1), kwh - kwh.mean(), 1)
    for sides, parameters in (((-1,), 3), ((1,), 3), ((-1, 1), 5)):
        for start in _starts(temperature, sides):
            found = optimize.minimize(
                lambda points, sides=sides: _left(points, sides, temperature, kwh), start, method="Nelder-Mead"
            )
            residuals = _residuals(found.x, sides, temperature, kwh)
            if residuals is not None:
                best = min(best, (_bic(residuals, parameters), residuals, parameters), key=lambda each: each[0])
    _, residuals, parameters = best
    free = len(kwh) - parameters
    return math.sqrt(residuals @ residuals / free) / kwh.mean(), residuals.sum() / (free * kwh.mean())


def _starts(temperature, sides):
    quantiles = np.quantile(temperature, [0.1, 0.3, 0.5, 0.7, 0.9])
    if len(sides) == 1:
        return [(point,) for point in quantiles]
    return [(low, high) for low in quantiles for high in quantiles if low < high]


def _residuals(points, sides, temperature, kwh):
    if list(points) != sorted(points):
        return None
    degrees = [np.maximum(side * (temperature - point), 0) for side, point in zip(sides, points, strict=True)]
    if any((each > 0).sum() < 10 or each.sum() < 20 for each in degrees):
        return None
    columns = np.column_stack([np.ones(len(kwh)), *degrees])
    solved, *_ = np.linalg.lstsq(columns, kwh, rcond=None)
    return kwh - columns @ solved if (solved[1:] > 0).all() and solved[0] >= 0 else None


def _left(points, sides, temperature, kwh):
    residuals = _residuals(points, sides, temperature, kwh)
    return 1e300 if residuals is None else float(residuals @ residuals)


def _bic(residuals, parameters):
    count = len(residuals)
    return count * math.log(residuals @ residuals / count) + parameters * math.log(count)


@pytest.mark.parametrize("name", METERS)
def test_our_fit_is_as_good_as_the_references(name):
    days, temperature, kwh = year_of(name)
    ours = fit(days, temperature, kwh).statistics
    cv_rmse, nmbe = reference(temperature, kwh)
    print(f"{name}: CV(RMSE) {ours.cv_rmse:.4f}, reference {cv_rmse:.4f}; NMBE {ours.nmbe:.1e}, reference {nmbe:.1e}")
    assert ours.cv_rmse == pytest.approx(cv_rmse, rel=0.005)
    assert abs(ours.nmbe) < 1e-9
    assert abs(nmbe) < 1e-9


@pytest.mark.parametrize("name", METERS)
def test_each_year_passes_the_limits_of_the_fit(name):
    assert list(sufficiency.of_fit(fit(*year_of(name)).statistics)) == []


@pytest.mark.parametrize(("name", "sign"), [("openeis gas", -1), ("mave_ex2", 1)])
def test_coefficients_are_those_of_scipys_regression_on_the_same_degrees(name, sign):
    days, temperature, kwh = year_of(name)
    found = fit(days, temperature, kwh)
    side = found.model.heating if sign < 0 else found.model.cooling
    assert side is not None
    line = statistics.linregress(np.maximum(sign * (temperature - side.balance_point), 0), kwh)
    assert side.kwh_per_degree == pytest.approx(line.slope)
    assert found.model.base == pytest.approx(line.intercept)
    assert found.statistics.r_squared == pytest.approx(line.rvalue**2)


@pytest.mark.parametrize("degrees", [4.5, 12, 100, 5000])
@pytest.mark.parametrize("level", [0.68, 0.90, 0.95])
def test_quantiles_of_student_are_scipys(degrees, level):
    assert quantile(degrees, level) == pytest.approx(statistics.t.ppf((1 + level) / 2, degrees), rel=1e-3)
