"""The day of the portal is that of Rouen, whatever that of the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

import pytest
from ckanext.rouen_municipalities.logic import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
    ids=["before midnight", "midnight in winter", "midnight in summer"],
)
def test_a_day_begins_at_midnight_in_rouen(moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Standing)
    assert clock.today() == day
