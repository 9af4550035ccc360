"""What stopped half-way is finished, what is gone is removed."""

from __future__ import annotations

from ...store import acceptance, datastore
from .announcing import announce_changes, show_in_ckan
from .queueing import wake_for_waiting


def sweep() -> None:
    """Wake a worker for what waits, tell what was not told, drop tables of what is gone, restore what was forgotten."""
    wake_for_waiting()
    announce_changes()
    for resource_id in acceptance.without_table(datastore.ledger_resources()):
        datastore.drop(resource_id)
    for resource_id in acceptance.restore(datastore.ledger_resources()):
        show_in_ckan(resource_id)
