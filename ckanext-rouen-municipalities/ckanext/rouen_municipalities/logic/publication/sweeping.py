"""What stopped half-way is finished, what is gone is removed."""

from __future__ import annotations

from ...store import datastore
from ...store import publication as record
from .announcing import announce_changes, show_in_ckan
from .queueing import wake_for_waiting


def sweep() -> None:
    """Wake a worker for what waits, tell what was not told, drop tables whose resource is gone, set flags right."""
    wake_for_waiting()
    announce_changes()
    for resource_id in record.without_table(datastore.ledger_resources()):
        datastore.drop(resource_id)
    for resource_id in record.restore_flags(datastore.ledger_resources()):
        show_in_ckan(resource_id)
