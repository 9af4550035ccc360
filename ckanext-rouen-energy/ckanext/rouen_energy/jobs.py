"""What workers and the scheduler run."""

from __future__ import annotations

from ckanext.rouen_municipalities.scheduler import periodic

from .logic import indicators

CATCH_UP_SECONDS = 300


def compute_indicators(owner: str) -> None:
    """Bring the published indicator of one owner up to date."""
    indicators.compute_owner(owner)


@periodic(seconds=CATCH_UP_SECONDS)
def compute_what_changed() -> None:
    """Bring every indicator up to date: a job that was lost is made good here."""
    indicators.compute_all()
