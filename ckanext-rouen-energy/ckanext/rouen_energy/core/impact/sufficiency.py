"""Whether the days suffice: how many are valid, overall and in each month, and how well the model tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .baseline import FitStatistics
from .days import Mask, Span, months_of
from .refusals import BASELINE, COVERAGE, CV_RMSE, DAYS, MONTH, NMBE, NOTHING_USED, Refusal

#: CalTRACK 2.0, 2.2.1: a year of days, nine in ten of them valid (0.9 × 365 = 328.5).
LEAST_DAYS = 329
#: The same share, overall and in each month: a year without its February tells nothing of a cold month.
LEAST_SHARE = 0.90
#: Above this a model tells little: the limit of LBNL's BETTER for change-point models (`DEFAULT_CVRMSE_THRESHOLD`).
#: Guideline 14's 25 % is for monthly sums; days of one meter vary more, and the interval already says so.
MOST_CV_RMSE = 0.50
#: What practice of measurement and verification tolerates of bias; least squares with a base have none but rounding.
MOST_NMBE = 0.005


@dataclass(frozen=True)
class Tally:
    """Days of a period: all of them, those that count, and why each of the others does not (one reason each)."""

    days: int
    valid: int
    excluded: int
    not_read: int
    no_temperature: int
    stuck: int


def of_days(span: Span, valid: Mask, period: str) -> Iterator[Refusal]:
    """What the valid days of a period lack: in number, in share, and in each month that lacks some.

    Days of the same month in two years are taken together: a period from 3 April to 2 April has twelve months.
    """
    count = int(valid.sum())
    if count < LEAST_DAYS:
        yield Refusal(DAYS, count, LEAST_DAYS, period)
    if span.length and count / span.length < LEAST_SHARE:
        yield Refusal(COVERAGE, count / span.length, LEAST_SHARE, period)
    months = months_of(span)
    for month in np.unique(months):
        share = float(valid[months == month].mean())
        if share < LEAST_SHARE:
            yield Refusal(MONTH, share, LEAST_SHARE, period, int(month))


def of_fit(statistics: FitStatistics) -> Iterator[Refusal]:
    """What the model lacks."""
    if statistics.mean_kwh <= 0:
        yield Refusal(NOTHING_USED, statistics.mean_kwh, 0.0, BASELINE)
        return
    if statistics.cv_rmse > MOST_CV_RMSE:
        yield Refusal(CV_RMSE, statistics.cv_rmse, MOST_CV_RMSE)
    if abs(statistics.nmbe) > MOST_NMBE:
        yield Refusal(NMBE, abs(statistics.nmbe), MOST_NMBE)
