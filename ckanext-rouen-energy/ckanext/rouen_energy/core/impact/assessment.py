"""One meter's saving, or why there is none; and the saving of all the meters that have one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from . import sufficiency
from .baseline import Baseline, fit
from .course import Compared, Month, by_month
from .days import Days, Floats, Mask, Span, Weather
from .periods import Declaration, excluded
from .refusals import BASELINE, REPORTING, Refusal
from .saving import MeterSaving, Saving, saving_of, total
from .stuck import stuck
from .sufficiency import Tally


@dataclass(frozen=True, eq=False)
class Meter:
    """A meter's kWh by day: NaN on days that are not covered, estimated or suspected."""

    id: str
    kwh: Days


@dataclass(frozen=True, eq=False)
class Assessment:
    """What is known of a meter: its days, its model if they suffice; its saving, day by day as well, if that does.

    `extrapolated` are the days compared that were colder or warmer than any that the model was made from.
    """

    meter: str
    baseline_days: Tally
    reporting_days: Tally
    refusals: tuple[Refusal, ...]
    baseline: Baseline | None = None
    saving: MeterSaving | None = None
    compared: Compared | None = None
    extrapolated: int = 0


@dataclass(frozen=True, eq=False)
class Impact:
    """All meters together (None when no meter counts); which counted, and which were refused and why."""

    saving: Saving | None
    counted: tuple[Assessment, ...]
    refused: tuple[Assessment, ...]

    @property
    def months(self) -> tuple[Month, ...]:
        """The saving of the meters that counted, month by month."""
        return by_month([one.compared for one in self.counted if one.compared])


@dataclass(frozen=True, eq=False)
class _Period:
    """The days of one period of a meter, and which of them count."""

    span: Span
    kwh: Floats
    temperature: Floats
    valid: Mask
    tally: Tally


def assess(meter: Meter, weather: Weather, declaration: Declaration) -> Assessment:
    """What a meter saved by the declaration; raises ValueError when that has faults."""
    if declaration.faults:
        raise ValueError(f"the declaration has faults: {', '.join(declaration.faults)}")
    frozen = _frozen(meter, weather)
    before = _period(meter, weather, declaration, declaration.baseline, frozen)
    after = _period(meter, weather, declaration, declaration.reporting, frozen)
    refusals = (
        *sufficiency.of_days(before.span, before.valid, BASELINE),
        *sufficiency.of_days(after.span, after.valid, REPORTING),
    )
    if refusals:
        return Assessment(meter.id, before.tally, after.tally, refusals)
    baseline = fit(np.flatnonzero(before.valid), before.temperature[before.valid], before.kwh[before.valid])
    refusals = tuple(sufficiency.of_fit(baseline.statistics))
    if refusals:
        return Assessment(meter.id, before.tally, after.tally, refusals, baseline)
    saving, compared = _saving(baseline, before, after), _compared(baseline, after)
    return Assessment(meter.id, before.tally, after.tally, (), baseline, saving, compared, _extrapolated(before, after))


def impact(assessments: Iterable[Assessment]) -> Impact:
    """The saving of all the meters that have one."""
    all_of_them = tuple(assessments)
    counted = tuple(one for one in all_of_them if one.saving)
    refused = tuple(one for one in all_of_them if not one.saving)
    savings: Sequence[MeterSaving] = [one.saving for one in counted if one.saving]
    return Impact(total(savings) if savings else None, counted, refused)


def _frozen(meter: Meter, weather: Weather) -> Days:
    """1 on days on which the meter was stuck, of all that there is of it."""
    span = meter.kwh.span
    return Days(span.first, stuck(meter.kwh.values, weather.mean.within(span)).astype(np.float64))


def _period(meter: Meter, weather: Weather, declaration: Declaration, span: Span, frozen: Days) -> _Period:
    kwh, temperature = meter.kwh.within(span), weather.mean.within(span)
    left = np.ones(span.length, dtype=np.bool_)
    counts = []
    reasons = (excluded(span, declaration.exclusions), np.isnan(kwh), np.isnan(temperature), frozen.within(span) == 1)
    for reason in reasons:
        counts.append(int((left & reason).sum()))
        left &= ~reason
    return _Period(span, kwh, temperature, left, Tally(span.length, int(left.sum()), *counts))


def _saving(baseline: Baseline, before: _Period, after: _Period) -> MeterSaving:
    residuals = np.full(before.span.length, np.nan)
    residuals[before.valid] = baseline.residuals
    saving = saving_of(baseline, after.temperature[after.valid], after.kwh[after.valid])
    return MeterSaving(saving, Days(before.span.first, residuals))


def _compared(baseline: Baseline, after: _Period) -> Compared:
    expected = np.where(after.valid, baseline.model.predict(after.temperature), np.nan)
    return Compared(Days(after.span.first, expected), Days(after.span.first, np.where(after.valid, after.kwh, np.nan)))


def _extrapolated(before: _Period, after: _Period) -> int:
    known, met = before.temperature[before.valid], after.temperature[after.valid]
    return int(((met < known.min()) | (met > known.max())).sum())
