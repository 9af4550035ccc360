"""Load curves: stamps of one meter become the starts of their steps, whatever their file says of them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Row

from ..stamps import Clock, Timed, seconds_between, shifted
from ..steps import is_told_at_end, is_usually_at_end, step_before
from .cells import STEP_UNKNOWN


class Point(NamedTuple):
    """One value of a curve as its file writes it; an empty value is a gap, `step` is None when none is written."""

    line: int
    column: str
    stamp: datetime
    value: str
    unit: str
    quality: str = ""
    step: int | None = None


class Curve:
    """The points of one meter in the order of its file, as readings stamped at the start of their step."""

    def __init__(self, meter: str, period_start: datetime | None = None, at_end: bool | None = None) -> None:
        """`period_start`: first midnight that the file says to cover; `at_end` when its layout knows it of stamps."""
        self._meter = meter
        self._period_start = period_start
        self._clock: Clock[Point] = Clock()
        self._waiting: Timed[Point] | None = None
        self._before: datetime | None = None
        self._step: int | None = None
        self._at_end = at_end

    def add(self, point: Point) -> list[Row | Issue]:
        """The readings that are known once `point` is."""
        return [said for timed in self._clock.add(point, point.stamp) for said in self._timed(timed)]

    def end(self) -> list[Row | Issue]:
        """What no following point will tell any better."""
        said = [said for timed in self._clock.end() for said in self._timed(timed)]
        waiting, self._waiting = self._waiting, None
        return [*said, *self._reading(waiting, None)] if waiting else said

    def _timed(self, timed: Timed[Point]) -> list[Row | Issue]:
        if timed.problem:
            return [_issue(timed.problem, timed.item)]
        waiting, self._waiting = self._waiting, timed
        return self._reading(waiting, timed.instant) if waiting else []

    def _reading(self, timed: Timed[Point], following: datetime | None) -> list[Row | Issue]:
        point, instant = timed.item, timed.instant
        if instant is None:
            return []
        step = point.step or self._found_step(instant, following)
        is_first, self._before = self._before is None, instant
        if step is None:
            return [_issue(STEP_UNKNOWN, point)]
        self._step = step
        if is_first and self._at_end is None:
            self._at_end = is_told_at_end(instant.replace(tzinfo=None), self._period_start, step)
        is_end = is_usually_at_end(step) if self._at_end is None else self._at_end
        start = shifted(instant, -step) if is_end else instant
        return [self._row(point, start)] if point.value else []

    def _found_step(self, instant: datetime, following: datetime | None) -> int | None:
        before = abs(seconds_between(self._before, instant)) if self._before else None
        after = abs(seconds_between(instant, following)) if following else None
        backward = (self._before and self._before > instant) or (following and following < instant)
        return step_before(self._step, after, before) if backward else step_before(self._step, before, after)

    def _row(self, point: Point, start: datetime) -> Row:
        cells = {
            "id_compteur": self._meter,
            "horodate": start.isoformat(),
            "valeur": point.value,
            "unite": point.unit,
            "qualite": point.quality,
        }
        return Row(point.line, cells)


def _issue(rule: str, point: Point) -> Issue:
    return Issue(rule, point.line, point.column, point.stamp.isoformat(sep=" "))
