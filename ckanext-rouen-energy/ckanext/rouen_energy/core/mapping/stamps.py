"""The instants of readings: in which zone, which of a doubled hour, start or end of which step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice

from ckanext.rouen_municipalities.core.tabular.cells import CellError
from ckanext.rouen_municipalities.core.tabular.dates import in_zone
from ckanext.rouen_municipalities.core.tabular.doubled import Doubled

from ..metering.stamps import shifted
from .cells import stamp
from .definition import Mapping

#: the stamps of a file in its order, each with the series that it belongs to
Stamps = Callable[[], Iterator[tuple[str, str]]]

#: so many stamps tell the step of a file
_TELLING = 2_000
_MOST_DOUBLED = 100_000
_SECONDS_A_MINUTE = 60
_FOLDS = {"first": 0, "second": 1}
_AMBIGUOUS = "datetime-ambiguous"


class Clock:
    """Reads the stamps of one file. `stamps` gives them all once more, when order has to tell."""

    def __init__(self, mapping: Mapping, stamps: Stamps) -> None:
        self._mapping = mapping
        self._stamps = stamps

    def start(self, rank: int, text: str) -> str:
        """The start of a step, from the stamp `text` of the line `rank` (from 1); raises CellError."""
        instant = self._instant(rank, text)
        if self._mapping.stamp == "start":
            return instant.isoformat()
        return shifted(instant, -self._step).isoformat()

    def _instant(self, rank: int, text: str) -> datetime:
        local, offset = stamp(text, self._mapping)
        if offset:
            return datetime.fromisoformat(local.isoformat() + offset)
        try:
            return in_zone(local, self._mapping.zone)
        except CellError as error:
            if error.rule != _AMBIGUOUS:
                raise
        told = self._told_by_order.get(rank)
        if told is not None:
            return datetime.fromisoformat(told)
        return in_zone(local, self._mapping.zone, _FOLDS.get(self._mapping.doubled_hour))

    @cached_property
    def _told_by_order(self) -> dict[int, str]:
        batches = (([_naive(text, self._mapping)], [series]) for text, series in self._stamps())
        return Doubled(self._mapping.zone, _MOST_DOUBLED).follow(batches)

    @cached_property
    def _step(self) -> int:
        """Seconds, given or that most stamps are apart; raises CellError."""
        if self._mapping.step:
            return self._mapping.step * _SECONDS_A_MINUTE
        found = most_usual_step(islice(self._stamps(), _TELLING), self._mapping)
        if found is None:
            raise CellError("mapping-step")
        return int(found.total_seconds())


def most_usual_step(stamps: Iterator[tuple[str, str]], mapping: Mapping) -> timedelta | None:
    """The time that the most pairs of stamps of a series are apart; none when there are no two."""
    last: dict[str, datetime] = {}
    steps: Counter[timedelta] = Counter()
    for text, series in stamps:
        try:
            local, _ = stamp(text, mapping)
        except CellError:
            continue
        if series in last and local != last[series]:
            steps[abs(local - last[series])] += 1
        last[series] = local
    return steps.most_common(1)[0][0] if steps else None


def _naive(text: str, mapping: Mapping) -> str:
    """A local time as the base reads it; nothing for one that says its offset, or is none."""
    try:
        local, offset = stamp(text, mapping)
    except CellError:
        return ""
    return "" if offset else local.isoformat()
