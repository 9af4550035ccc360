"""Which change-point model tells daily use best: every pair of balance points at once, by sums over the days.

Models: a base alone (1 parameter); base, slope and balance point of heating, or of cooling (3); one balance point with
a slope on each side (4); two of them (5). The one with the smallest BIC is kept (Schwarz 1978): unlike R², it makes a
parameter pay for itself, so that a meter that does not follow the weather keeps a base alone.
A model is not one when a slope is not above 0 or the base below 0: no building heats more when it is warmer
(CalTRACK 2.0, 3.2 and 3.4, disqualifies these as well).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .days import Floats

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
    """Of the degree-days below (or above) each balance point: their mean, their squares, and theirs with the use.

    Squares and products are about the means.
    """

    points: Floats
    means: Floats
    squares: Floats
    with_use: Floats


@dataclass(frozen=True, eq=False)
class _Use:
    """The use: how many days, their mean, and its squares about it."""

    count: int
    mean: float
    squares: float

    def bic(self, left: float, parameters: int) -> float:
        """Of a model that leaves these squares."""
        least = max(_ROUNDING * self.squares, float(np.finfo(np.float64).tiny))
        return self.count * math.log(max(left, least) / self.count) + parameters * math.log(self.count)


@dataclass(frozen=True, eq=False)
class _Family:
    """Models with the same parts: the squares that each leaves, infinite for those that are none."""

    left: Floats
    parameters: int

    def best(self, use: _Use) -> float:
        """The smallest BIC among them."""
        return use.bic(float(self.left.min()), self.parameters) if self.left.size else math.inf

    @property
    def where(self) -> tuple[int, ...]:
        """The place of the model that leaves least."""
        return tuple(int(place) for place in np.unravel_index(int(self.left.argmin()), self.left.shape))


def choose(temperature: Floats, kwh: Floats) -> Choice:
    """The balance points of the model that tells `kwh` best; both arrays without NaN, the same length, not empty."""
    mean = float(kwh.mean())
    about = kwh - mean
    use = _Use(len(kwh), mean, float(about @ about))
    heating = _side(np.maximum(BALANCE_POINTS[:, None] - temperature, 0.0), about)
    cooling = _side(np.maximum(temperature - BALANCE_POINTS[:, None], 0.0), about)
    alone = _Family(np.array([use.squares]), 1)
    heated, cooled = _one_sided(heating, use), _one_sided(cooling, use)
    both = _two_sided(heating, cooling, use)
    best = min((alone, heated, cooled, *both), key=lambda family: family.best(use))
    if best is alone:
        return Choice(None, None, 1)
    if best is heated:
        return Choice(float(heating.points[best.where]), None, 3)
    if best is cooled:
        return Choice(None, float(cooling.points[best.where]), 3)
    row, column = best.where
    return Choice(float(heating.points[row]), float(cooling.points[column]), best.parameters)


def _side(degrees: Floats, about: Floats) -> _Side:
    kept = ((degrees > 0).sum(axis=1) >= LEAST_DAYS) & (degrees.sum(axis=1) >= LEAST_DEGREE_DAYS)
    degrees = degrees[kept]
    means = degrees.sum(axis=1) / len(about)
    squares = ((degrees - means[:, None]) ** 2).sum(axis=1)
    return _Side(BALANCE_POINTS[kept], means, squares, degrees @ about)


def _one_sided(side: _Side, use: _Use) -> _Family:
    varies = side.squares > 0
    slope = side.with_use / np.where(varies, side.squares, 1.0)
    is_model = varies & (slope > 0) & (use.mean - slope * side.means >= 0)
    return _Family(np.where(is_model, use.squares - slope * side.with_use, np.inf), 3)


def _two_sided(heating: _Side, cooling: _Side, use: _Use) -> tuple[_Family, _Family]:
    """Models with one balance point for both sides, and with two of them.

    No day is both below the one and above the other: the sum of the products of their degrees is 0, about their means
    - n × the product of these.
    """
    together = -use.count * heating.means[:, None] * cooling.means
    squares_h, use_h = heating.squares[:, None], heating.with_use[:, None]
    squares_c, use_c = cooling.squares, cooling.with_use
    determinant = squares_h * squares_c - together**2
    tells = determinant > _NEARLY_ALIKE * squares_h * squares_c
    divisor = np.where(tells, determinant, 1.0)
    slope_h = (use_h * squares_c - use_c * together) / divisor
    slope_c = (use_c * squares_h - use_h * together) / divisor
    base = use.mean - slope_h * heating.means[:, None] - slope_c * cooling.means
    is_model = tells & (slope_h > 0) & (slope_c > 0) & (base >= 0)
    left = np.where(is_model, use.squares - slope_h * use_h - slope_c * use_c, np.inf)
    apart = cooling.points - heating.points[:, None]
    return _Family(np.where(apart == 0, left, np.inf), 4), _Family(np.where(apart > 0, left, np.inf), 5)
