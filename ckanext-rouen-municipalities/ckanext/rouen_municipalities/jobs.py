"""What workers and the scheduler run."""

from __future__ import annotations

from datetime import UTC, datetime

from .logic import kpi, publication
from .logic.publication import sweeping
from .scheduler import periodic

SWEEP_SECONDS = 20
KPI_SECONDS = 10
CLOSING_SECONDS = 600


def publish(publication_id: str) -> None:
    """Bring one publication to its end."""
    publication.run(publication_id)


def publish_waiting() -> None:
    """Bring every publication that nobody works on to its end."""
    for publication_id in sweeping.waiting():
        publication.run(publication_id)


@periodic(seconds=SWEEP_SECONDS)
def sweep_publications() -> None:
    """Finish what stopped half-way, remove what is gone."""
    publication.sweep()


@periodic(seconds=KPI_SECONDS)
def compute_kpis() -> None:
    """Compute the KPIs when something that they count has changed."""
    kpi.compute_when_due()


@periodic(seconds=CLOSING_SECONDS)
def close_the_day() -> None:
    """Keep the day's snapshot of each KPI, in the evening."""
    kpi.close_the_day(datetime.now(UTC))
