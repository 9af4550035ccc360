"""What is told of the parts of the portal, and how long a sign of life holds."""

from __future__ import annotations

import pytest
from ckanext.rouen_municipalities.core import health, pulse
from ckanext.rouen_municipalities.core.health import DOWN, LATE, OK, Check

NOON = 1_800_000_000.0
PULSE = pulse.Pulse(at=NOON, holds=60, pid=42, doing="waiting")


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (60, False), (61, True), (-5, False)])
def test_a_sign_of_life_holds_as_long_as_it_says(seconds: float, late: bool) -> None:
    assert PULSE.is_late(NOON + seconds) is late


def test_a_sign_of_life_is_read_as_it_was_kept() -> None:
    assert pulse.from_json(PULSE.to_json()) == PULSE


@pytest.mark.parametrize(
    ("databases", "worker", "told"),
    [
        (OK, OK, health.READY),
        (OK, LATE, health.DEGRADED),
        (OK, DOWN, health.DEGRADED),
        (DOWN, OK, health.UNAVAILABLE),
        (DOWN, LATE, health.UNAVAILABLE),
    ],
)
def test_only_what_no_page_can_do_without_makes_the_portal_unavailable(databases: str, worker: str, told: str) -> None:
    checks = [Check("databases", databases, vital=True), Check("worker", worker, "process 42")]

    assert health.overall(checks) == told
    assert health.as_dict(checks) == {
        "status": told,
        "checks": {
            "databases": {"state": databases, "detail": "", "vital": True},
            "worker": {"state": worker, "detail": "process 42", "vital": False},
        },
    }
