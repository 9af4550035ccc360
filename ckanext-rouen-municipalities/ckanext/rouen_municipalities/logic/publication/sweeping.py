"""What stopped half-way is finished, what is gone is removed."""

from __future__ import annotations

from datetime import timedelta

from ... import config
from ...store import acceptance, datastore, files
from .announcing import announce_changes, show_in_ckan
from .queueing import wake_for_waiting


def sweep() -> None:
    """Wake a worker for what waits, tell what was not told, drop what is gone, restore what was forgotten."""
    wake_for_waiting()
    announce_changes()
    for resource_id in acceptance.without_table(datastore.ledger_resources()):
        datastore.drop(resource_id)
    for resource_id in acceptance.restore(datastore.ledger_resources()):
        show_in_ckan(resource_id)
    files.remove_abandoned(timedelta(seconds=config.job_timeout()))
