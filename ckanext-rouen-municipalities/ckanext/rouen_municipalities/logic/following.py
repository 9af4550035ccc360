"""What is done at each save of a dataset, whatever changed in it."""

from __future__ import annotations

from . import export, kpi, link, publication


def listen() -> None:
    """Follow what is committed (called once, at start)."""
    publication.listen()
    kpi.listen()
    link.listen()
    export.listen()


def follow_dataset(package_id: str) -> None:
    """Check again what is to be read otherwise, read what lies elsewhere than before."""
    publication.follow_dataset(package_id)
    link.follow_dataset(package_id)
