"""What the scheduler runs; what workers run is queued by the logic of each concept."""

from __future__ import annotations

from .logic import publication
from .scheduler import periodic

SWEEP_SECONDS = 20


@periodic(seconds=SWEEP_SECONDS)
def sweep_publications() -> None:
    """Finish what stopped half-way, remove what is gone."""
    publication.sweep()
