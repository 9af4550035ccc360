"""What the scheduler runs, and what follows a published table."""

from __future__ import annotations

from typing import Any

from ckanext.rouen_municipalities.scheduler import periodic
from ckanext.rouen_municipalities.signals import table_published

from .logic import feed, release, telling, telling_held

SWEEP_SECONDS = 30
FEED_SECONDS = 60
TELLING_SECONDS = 60


def listen() -> None:
    """Build the data of tiles again when their source is published, shown, hidden or gone (called at start)."""
    table_published.connect(_on_table_published)


@periodic(seconds=SWEEP_SECONDS)
def sweep_tiles() -> None:
    """Check every tile; serve what should be served."""
    release.sweep()


@periodic(seconds=FEED_SECONDS)
def read_feeds() -> None:
    """Read the feeds that tiles show, and build the data of those that brought something new."""
    feed.poll()


@periodic(seconds=TELLING_SECONDS)
def tell_of_withdrawals() -> None:
    """Mail the administrators of the tiles that the app no longer shows, once each; and of those that are held."""
    telling.of_withdrawals()
    telling_held.of_held()


def _on_table_published(resource_id: str, **publication: Any) -> None:
    release.source_changed(resource_id)
