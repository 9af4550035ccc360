"""A year of daily use as a function of the day's temperature: what the same building would use in other weather.

kWh of a day = base + heating slope × degrees below one balance point + cooling slope × degrees above another. Fitted by
ordinary least squares on a year before the works (`search` says which of the parts it has).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .days import Floats
from .model import Model, Slope
from .noise import Noise, noise_of
from .search import Choice, choose

#: Twice what is estimated at most: below that nothing is a model.
LEAST_DAYS = 10


@dataclass(frozen=True)
class FitStatistics:
    """How well the model tells the days that it was made from.

    `cv_rmse` = √(Σe²/(n - p)) / mean and `nmbe` = Σe / ((n - p) × mean), as ASHRAE Guideline 14 writes them: shares,
    infinite when nothing was used.
    """

    days: int
    parameters: int
    mean_kwh: float
    cv_rmse: float
    nmbe: float
    r_squared: float


@dataclass(frozen=True, eq=False)
class Baseline:
    """A fitted model, with what is known of its uncertainty.

    `covariance` is that of the coefficients and of the balance points: these were estimated as well, and how little is
    known of them is part of what is not known of the saving. `residuals` are in units of the noise's deviation.
    """

    model: Model
    statistics: FitStatistics
    noise: Noise
    covariance: Floats
    residuals: Floats


def fit(days: NDArray[np.int64], temperature: Floats, kwh: Floats) -> Baseline:
    """The model of these days: numbers that rise, by one for the day after.

    Raises ValueError when there are fewer than LEAST_DAYS.
    """
    if len(kwh) < LEAST_DAYS:
        raise ValueError(f"{len(kwh)} days are too few for a model")
    choice = choose(temperature, kwh)
    model = _solved(choice, temperature, kwh)
    level = model.predict(temperature)
    residuals = kwh - level
    noise = noise_of(residuals, level, choice.parameters, np.diff(days) == 1)
    deviations = noise.deviations(level)
    return Baseline(
        model,
        _statistics(kwh, residuals, choice.parameters),
        noise,
        _covariance(model.gradient(temperature), deviations),
        residuals / np.where(deviations > 0, deviations, 1.0),
    )


def _solved(choice: Choice, temperature: Floats, kwh: Floats) -> Model:
    """The coefficients of least squares for these balance points."""
    heating, cooling = choice.heating, choice.cooling
    columns = [np.ones(len(temperature))]
    if heating is not None:
        columns.append(np.maximum(heating - temperature, 0.0))
    if cooling is not None:
        columns.append(np.maximum(temperature - cooling, 0.0))
    base, *slopes = (float(value) for value in np.linalg.lstsq(np.column_stack(columns), kwh, rcond=None)[0])
    return Model(
        base,
        Slope(heating, slopes[0]) if heating is not None else None,
        Slope(cooling, slopes[-1]) if cooling is not None else None,
    )


def _statistics(kwh: Floats, residuals: Floats, parameters: int) -> FitStatistics:
    count, mean = len(kwh), float(kwh.mean())
    free = count - parameters
    squares, total = float(residuals @ residuals), float(((kwh - mean) ** 2).sum())
    return FitStatistics(
        days=count,
        parameters=parameters,
        mean_kwh=mean,
        cv_rmse=math.sqrt(squares / free) / mean if mean > 0 else math.inf,
        nmbe=float(residuals.sum()) / (free * mean) if mean > 0 else math.inf,
        r_squared=1 - squares / total if total > 0 else 0.0,
    )


def _covariance(gradient: Floats, deviations: Floats) -> Floats:
    """(G'G)⁻¹ G'ΩG (G'G)⁻¹: of least squares under the noise that was found (White 1980, with Ω from `noise`)."""
    bread = np.linalg.pinv(gradient.T @ gradient)
    weighted = gradient * deviations[:, None]
    return np.asarray(bread @ (weighted.T @ weighted) @ bread)
