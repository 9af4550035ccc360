"""How the data of a dataset stands to its frequency."""

from __future__ import annotations

from datetime import date

import pytest
from ckanext.rouen_municipalities.core.catalogue import frequencies
from ckanext.rouen_municipalities.core.freshness import Freshness, State, freshness

TODAY = date(2026, 11, 22)


class TestFreshness:
    def test_is_up_to_date_until_the_frequency_and_its_grace_have_passed(self) -> None:
        last = date(2026, 11, 8)
        assert freshness("WEEKLY", last, TODAY) == Freshness(State.FRESH, last_data=last, due=TODAY)

    def test_is_late_by_the_days_since(self) -> None:
        last, due = date(2026, 11, 5), date(2026, 11, 19)
        assert freshness("WEEKLY", last, TODAY) == Freshness(State.STALE, 3, last, due)

    @pytest.mark.parametrize("frequency", ["IRREG", "NEVER", "UNKNOWN", "", None, "TOUS LES JOURS"])
    def test_cannot_be_assessed_without_a_fixed_frequency(self, frequency: str | None) -> None:
        last = date(2026, 11, 21)
        assert freshness(frequency, last, TODAY) == Freshness(State.NOT_ASSESSABLE, last_data=last)

    def test_cannot_be_assessed_without_data(self) -> None:
        assert not freshness("ANNUAL", None, TODAY).assessable

    @pytest.mark.parametrize(
        ("code", "grace"), [("WEEKLY", 7), ("MONTHLY", 14), ("QUARTERLY", 30), ("ANNUAL_2", 30), ("ANNUAL", 60)]
    )
    def test_leaves_the_grace_of_its_definition(self, code: str, grace: int) -> None:
        assert frequencies()[code].grace_days == grace
