"""What workers and the scheduler run."""

from __future__ import annotations

from .logic import publication
from .logic.publication import sweeping
from .scheduler import periodic

SWEEP_SECONDS = 20


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
