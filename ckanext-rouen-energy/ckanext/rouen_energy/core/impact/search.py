"""Which change-point model tells daily use best: every pair of balance points at once, by sums over the days.

Models: a base alone (1 parameter); base, slope and balance point of heating, or of cooling (3); one balance point with
a slope on each side (4); two of them (5). The one with the smallest BIC is kept (Schwarz 1978): unlike R², it makes a
parameter pay for itself, so that a meter that does not follow the weather keeps a base alone.
A model is not one when a slope is not above 0 or the base below 0: no building heats more when it is warmer
(CalTRACK 2.0, 3.2 and 3.4, disqualifies these as well).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .days import Floats, Mask

#: °C: CalTRACK 2.0, 3.2.1 searches 30 to 90 °F by steps of at most 1 °F for daily data (here -1 to 32 °C by 0.5).
BALANCE_POINTS: Floats = np.arange(-1.0, 32.01, 0.5)
#: CalTRACK 2.0, 3.2.2.2: a balance point needs ten days beyond it, and twenty degree-days.
LEAST_DAYS, LEAST_DEGREE_DAYS = 10, 20.0
#: Two columns of which one tells nothing that the other does not: the square of their correlation is 1 but for this.
_NEARLY_ALIKE = 1e-9
#: Share of the squares below which a residual is rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Choice:
    """The balance points of a model, °C, None for a side that it has not; and how many parameters were estimated."""

    heating: float | None
    cooling: float | None
    parameters: int


@dataclass(frozen=True, eq=False)
class _Side:
    """Degree-days of each day below (or above) each balance point, centred; and what they sum to with the use."""

    points: Floats
    centred: Floats
    means: Floats
    squares: Floats
    with_use: Floats


@dataclass(frozen=True, eq=False)
class _Scores:
    """BIC of each model of a family, infinite for those that are none."""

    values: Floats
    parameters: int

    @property
    def best(self) -> float:
        return float(self.values.min()) if self.values.size else float("inf")

    @property
    def where(self) -> tuple[int, ...]:
        return tuple(int(place) for place in np.unravel_index(int(self.values.argmin()), self.values.shape))


def choose(temperature: Floats, kwh: Floats) -> Choice:
    """The balance points of the model that tells `kwh` best; both arrays without NaN, the same length, not empty."""
    use = kwh - kwh.mean()
    total = float(use @ use)
    heating = _side(BALANCE_POINTS, np.maximum(BALANCE_POINTS[:, None] - temperature, 0.0), use)
    cooling = _side(BALANCE_POINTS, np.maximum(temperature - BALANCE_POINTS[:, None], 0.0), use)
    mean, count = float(kwh.mean()), len(kwh)
    alone = _bic(np.array([total]), count, 1, total)
    one_sided = [_one_sided(side, mean, total, count) for side in (heating, cooling)]
    common, apart = _two_sided(heating, cooling, mean, total, count)
    families = [_Scores(alone, 1), *one_sided, common, apart]
    best = min(families, key=lambda family: family.best)
    if best is families[0]:
        return Choice(None, None, 1)
    if best is families[1]:
        return Choice(float(heating.points[best.where[0]]), None, 3)
    if best is families[2]:
        return Choice(None, float(cooling.points[best.where[0]]), 3)
    row, column = best.where
    return Choice(float(heating.points[row]), float(cooling.points[column]), best.parameters)


def _side(points: Floats, degrees: Floats, use: Floats) -> _Side:
    kept = ((degrees > 0).sum(axis=1) >= LEAST_DAYS) & (degrees.sum(axis=1) >= LEAST_DEGREE_DAYS)
    degrees = degrees[kept]
    means = degrees.mean(axis=1) if len(degrees) else np.zeros(0)
    centred = degrees - means[:, None]
    return _Side(points[kept], centred, means, (centred**2).sum(axis=1), centred @ use)


def _one_sided(side: _Side, mean: float, total: float, count: int) -> _Scores:
    varies = side.squares > 0
    slope = side.with_use / np.where(varies, side.squares, 1.0)
    base = mean - slope * side.means
    valid = varies & (slope > 0) & (base >= 0)
    return _Scores(np.where(valid, _bic(total - slope * side.with_use, count, 3, total), np.inf), 3)


def _two_sided(heating: _Side, cooling: _Side, mean: float, total: float, count: int) -> tuple[_Scores, _Scores]:
    """Models with one balance point for both sides, and with two of them."""
    both = heating.centred @ cooling.centred.T
    squares_h, squares_c = heating.squares[:, None], cooling.squares[None, :]
    determinant = squares_h * squares_c - both**2
    tells = determinant > _NEARLY_ALIKE * squares_h * squares_c
    divisor = np.where(tells, determinant, 1.0)
    use_h, use_c = heating.with_use[:, None], cooling.with_use[None, :]
    slope_h, slope_c = (use_h * squares_c - use_c * both) / divisor, (use_c * squares_h - use_h * both) / divisor
    base = mean - slope_h * heating.means[:, None] - slope_c * cooling.means[None, :]
    left = total - slope_h * use_h - slope_c * use_c
    valid = tells & (slope_h > 0) & (slope_c > 0) & (base >= 0)
    apart = cooling.points[None, :] - heating.points[:, None]
    return (
        _Scores(_kept(valid & (apart == 0), _bic(left, count, 4, total)), 4),
        _Scores(_kept(valid & (apart > 0), _bic(left, count, 5, total)), 5),
    )


def _kept(valid: Mask, scores: Floats) -> Floats:
    return np.where(valid, scores, np.inf)


def _bic(left: Floats, count: int, parameters: int, total: float) -> Floats:
    least = max(_ROUNDING * total, np.finfo(np.float64).tiny)
    return np.asarray(count * np.log(np.maximum(left, least) / count) + parameters * np.log(count))
