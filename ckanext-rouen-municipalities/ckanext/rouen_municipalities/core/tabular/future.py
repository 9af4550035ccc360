"""Days and instants that have not come yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_PARIS = ZoneInfo("Europe/Paris")
#: the farthest that a clock of this world is behind that of Greenwich: before it, no text is of the future
_FARTHEST_BEHIND = timedelta(hours=12)
_STAMP = len("2026-11-23T00:00")


def future(values: Sequence[str | None], now: datetime, *, excluded: bool) -> Iterator[int]:
    """Ranks of the canonical values after ``now``: years, months, days of Paris, stamps with their offset.

    ``excluded``: the days are the first ones that no longer count; tomorrow is then still accepted."""
    today = now.astimezone(_PARIS).date() + timedelta(days=1 if excluded else 0)
    surely_past = min(today.isoformat(), (now.astimezone(UTC) - _FARTHEST_BEHIND).isoformat()[:_STAMP])
    # most values of most files are past, and one look at the latest text says so of all
    if max(filter(None, values), default="") <= surely_past:
        return
    for rank, value in enumerate(values):
        if value is not None and value > surely_past and _is_after(value, today.isoformat(), now):
            yield rank


def _is_after(value: str, today: str, now: datetime) -> bool:
    return datetime.fromisoformat(value) > now if len(value) >= _STAMP else value > today
