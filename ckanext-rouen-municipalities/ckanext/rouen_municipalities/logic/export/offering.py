"""What is offered of a table: files of one publication, that which is shown or, saying so, the one before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ckan import model

from ...core.export import Export, offered
from ...store import export as store


@dataclass(frozen=True)
class Offer:
    """One file; `current` unless the table that is shown is newer, whose file is being written."""

    file: Export
    current: bool

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return store.path_of(self.file.sha256)


def offer(resource_id: str) -> dict[str, Offer]:
    """What is offered of the table of a resource, by format; the caller has made sure that it may be seen."""
    shown = store.table_seq(model.Session, resource_id)
    if shown is None:
        return {}
    files = offered(store.of_resource(model.Session, resource_id))
    return {name: Offer(file, file.publication_seq >= shown) for name, file in files.items()}
