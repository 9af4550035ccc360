"""The hour that autumn doubles: which of the two a stamp means is told by the order of the rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from .cells import CellError, stripped
from .dates import in_zone, stamp

#: stamps and the series each belongs to, in the order of the file
Stamps = Iterable[tuple[Sequence[str], Sequence[Hashable]]]


@dataclass
class _Run:
    """Stamps of one series in one doubled hour, between the stamps around them."""

    before: datetime | None
    stamps: list[tuple[int, datetime]] = field(default_factory=list)


class Doubled:
    """Follows series of stamps without offset through a file; ``resolved`` gives row → instant."""

    def __init__(self, timezone: str, most: int) -> None:
        """At most ``most`` series and doubled stamps are followed; beyond, order cannot tell."""
        self.resolved: dict[int, str] = {}
        self._timezone = timezone
        self._most = most
        self._seen = 0
        self._last: dict[Hashable, str] = {}
        self._open: dict[Hashable, _Run] = {}
        self._doubled: dict[str, datetime | None] = {}

    def follow(self, batches: Stamps) -> dict[int, str]:
        """Read all batches; rows count from 1."""
        row = 1
        for cells, series in batches:
            self._batch(row, cells, series)
            row += len(cells)
        for key in list(self._open):
            self._close(key, None)
        return self.resolved

    def _batch(self, first_row: int, cells: Sequence[str], series: Sequence[Hashable]) -> None:
        distinct = set(cells)
        if len(self._doubled) > self._most:
            self._doubled.clear()
        for cell in distinct.difference(self._doubled):
            self._doubled[cell] = _doubled(cell, self._timezone)
        if not self._open and not any(map(self._doubled.__getitem__, distinct)):
            self._last.update(zip(series, cells, strict=True))
            if len(self._last) > self._most:
                self._last.clear()
            return
        for row, (cell, key) in enumerate(zip(cells, series, strict=True), first_row):
            self._step(row, cell, key)

    def _step(self, row: int, cell: str, key: Hashable) -> None:
        local = self._doubled[cell]
        if local is None:
            if key in self._open:
                self._close(key, _local(cell))
            self._last[key] = cell
            return
        self._seen += 1
        if self._seen <= self._most:
            self._run(key, local).stamps.append((row, local))
        self._last[key] = cell

    def _run(self, key: Hashable, local: datetime) -> _Run:
        """The open run of the series, or a new one when ``local`` is of another night."""
        run = self._open.get(key)
        if run is not None and run.stamps[0][1].date() != local.date():
            self._close(key, local)
            run = None
        if run is None:
            before = self._last.get(key)
            run = self._open[key] = _Run(_local(before) if before else None)
        return run

    def _close(self, key: Hashable, after: datetime | None) -> None:
        run = self._open.pop(key)
        for (row, local), fold in zip(run.stamps, _folds(run, after), strict=False):
            self.resolved[row] = in_zone(local, self._timezone, fold).isoformat()


def _folds(run: _Run, after: datetime | None) -> Iterator[int]:
    """0 (summer time) or 1 for each stamp of ``run``; nothing when order cannot tell."""
    locals_ = [local for _, local in run.stamps]
    ascending = _ascending(run.before, locals_, after)
    if ascending is None:
        return
    steps = list(pairwise(locals_))
    turns = [rank for rank, (one, two) in enumerate(steps, 1) if (two <= one if ascending else two >= one)]
    if len(turns) != 1:
        return
    for rank in range(len(locals_)):
        yield int((rank >= turns[0]) is ascending)


def _ascending(before: datetime | None, stamps: list[datetime], after: datetime | None) -> bool | None:
    """Whether time goes forward around ``stamps``; ``None`` when that cannot be told."""
    signs = {one < two for one, two in ((before, stamps[0]), (stamps[-1], after)) if one and two}
    if not signs:
        ups = sum(one < two for one, two in pairwise(stamps))
        downs = sum(one > two for one, two in pairwise(stamps))
        signs = {ups > downs} if ups != downs else set()
    return signs.pop() if len(signs) == 1 else None


def _doubled(cell: str, timezone: str) -> datetime | None:
    """The local time in ``cell`` if it occurs twice in ``timezone``."""
    local = _local(cell)
    if local is None:
        return None
    try:
        in_zone(local, timezone)
    except CellError as error:
        return local if error.rule == "datetime-ambiguous" else None
    return None


def _local(cell: str) -> datetime | None:
    """The local time in ``cell``, unless it says its offset or is none."""
    try:
        local, offset = stamp(stripped(cell))
    except CellError:
        return None
    return None if offset else local
