"""What is accepted and told of the rows of a file, once it has been read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, count, islice, pairwise
from operator import gt

from .issues import Notice
from .plain import Values
from .profile import Profile, Remark
from .reader import comparable


class Watched:
    """One remark of a profile, which looks at batch after batch."""

    def __init__(self, remark: Remark, profile: Profile) -> None:
        """The remark's fields are looked up in ``profile``."""
        names = [field.name for field in profile.fields]
        self._remark, self._field = remark, profile.field(remark.field)
        self._place, self._keys = names.index(remark.field), [names.index(name) for name in remark.key]
        self._count, self._first = 0, (0, "", "")
        self._last: tuple[str | None, tuple[str | None, ...]] = (None, ())

    def look(self, columns: list[Values], lines: Sequence[int]) -> None:
        """Look at the next rows."""
        values = columns[self._place]
        if not values:
            return
        for rank, before in self._found(columns, values):
            if not self._count:
                self._first = (lines[rank], values[rank] or "", before)
            self._count += 1

    def notices(self) -> list[Notice]:
        """What there is to tell."""
        if not self._count:
            return []
        line, value, expected = self._first
        return [Notice(self._remark.rule, self._count, line, self._remark.field, value, expected)]

    def _found(self, columns: list[Values], values: Values) -> list[tuple[int, str]]:
        if self._remark.rule == "zero-unknown":
            return [(rank, "") for rank, value in enumerate(values) if value is not None and not value.strip("-0.")]
        return self._behind(columns, values)

    def _behind(self, columns: list[Values], values: Values) -> list[tuple[int, str]]:
        """Rows that come before the row above them, of the same series."""
        found = []
        before, series = self._last
        if before is not None and series == self._key(columns, 0) and self._earlier(values[0], before):
            found.append((0, before))
        # texts tell of most neighbours that the second is the later one
        for rank in _falls(values):
            above = values[rank - 1] or ""
            if self._earlier(values[rank], above) and self._key(columns, rank - 1) == self._key(columns, rank):
                found.append((rank, above))
        self._last = (values[-1], self._key(columns, len(values) - 1))
        return found

    def _earlier(self, value: str | None, above: str) -> bool:
        return value is not None and comparable(self._field, value) < comparable(self._field, above)

    def _key(self, columns: list[Values], rank: int) -> tuple[str | None, ...]:
        return tuple(columns[place][rank] for place in self._keys)


def _falls(values: Values) -> list[int]:
    """Ranks of the values whose text comes before that of the value above; where one is missing there is no telling."""
    texts = [value for value in values if value is not None]
    if len(texts) == len(values):
        return list(compress(count(1), map(gt, texts, islice(texts, 1, None))))
    pairs = enumerate(pairwise(values), 1)
    return [rank for rank, (above, value) in pairs if above is not None and value is not None and above > value]
