"""How far a day is from its model: by a constant, or by a share of its level; and what is left of it the day after.

Meters differ. Where deviations grow with the level, a constant makes the interval of a meter that is used in one season
alone too narrow. The likelihood of the residuals says which holds; neither has more parameters than the other, so
nothing is penalised (Carroll & Ruppert 1988, *Transformation and Weighting in Regression*, 2.2 and 3.2: the variance of
a constant coefficient of variation is the mean of the squared relative residuals). The coefficients stay those of OLS.

What is left the day after: lag-1 autocorrelation of the residuals in units of their deviation, negative ones taken for
0. A sum over many days of an AR(1) varies (1 + ρ)/(1 - ρ) times as much as without (ASHRAE Guideline 14-2014, annex B:
n' = n (1 - ρ)/(1 + ρ)); the same days teach that much less.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .days import Floats, Mask

CONSTANT, PROPORTIONAL = "constant", "proportional"


@dataclass(frozen=True)
class Noise:
    """`sigma` is in kWh when constant, a share of the level when proportional."""

    kind: str
    sigma: float
    autocorrelation: float

    @property
    def inflation(self) -> float:
        """By how much the variance of a sum is more than without memory."""
        return (1 + self.autocorrelation) / (1 - self.autocorrelation)

    def deviations(self, level: Floats) -> Floats:
        """The standard deviation of days at these levels, kWh."""
        return self.sigma * level if self.kind == PROPORTIONAL else np.full(len(level), self.sigma)


def noise_of(residuals: Floats, level: Floats, parameters: int, follows: Mask) -> Noise:
    """The noise of days at these levels; `follows[i]` when day i + 1 of the arrays is the day after day i."""
    count = len(residuals)
    kind, squares = _likeliest(residuals, level)
    sigma = math.sqrt(squares * count / max(count - parameters, 1))
    units = residuals / level if kind == PROPORTIONAL else residuals
    return Noise(kind, sigma, _autocorrelation(units, follows))


def _likeliest(residuals: Floats, level: Floats) -> tuple[str, float]:
    """The kind under which these residuals are likelier, and its mean square."""
    constant = float(np.mean(residuals**2))
    if level.min() <= 0 or level.min() == level.max() or constant == 0:
        return CONSTANT, constant
    relative = float(np.mean((residuals / level) ** 2))
    proportional_is_likelier = math.log(relative) + 2 * float(np.mean(np.log(level))) < math.log(constant)
    return (PROPORTIONAL, relative) if proportional_is_likelier else (CONSTANT, constant)


def _autocorrelation(units: Floats, follows: Mask) -> float:
    """Lag-1, of days that follow each other; at most 0.95, beyond which a year says too little to tell."""
    squares = float(np.mean(units**2))
    if squares == 0 or not follows.any():
        return 0.0
    found = float(np.mean((units[:-1] * units[1:])[follows])) / squares
    return min(max(found, 0.0), 0.95)
