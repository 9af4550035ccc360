"""A resource whose table is published, seen from outside and from behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backstage import Backstage
from outside import FINAL, Portal, until


@dataclass
class Table:
    """The resource, for somebody who may edit it."""

    id: str
    portal: Portal
    backstage: Backstage

    def send(self, content: bytes, name: str = "comptages.csv") -> str:
        """Send another file; the id of its publication."""
        self.portal.send("resource_patch", content, name, id=self.id)
        return str(self.history()[0]["id"])

    def history(self) -> list[dict[str, Any]]:
        """Every publication, newest first."""
        found: list[dict[str, Any]] = self.portal.read("rouen_publication_list", resource_id=self.id)
        return found

    def publication(self, publication_id: str) -> dict[str, Any]:
        """One publication as it is now."""
        found: dict[str, Any] = self.portal.read("rouen_publication_show", id=publication_id)
        return found

    def version(self) -> float:
        """What the rows of the table say; they all say the same."""
        rows = self.portal.read("datastore_search", resource_id=self.id, limit=50)["records"]
        (version,) = {row["valeur"] for row in rows}
        return float(version)

    def downloaded(self) -> bytes:
        """What the public downloads."""
        address = self.portal.read("resource_show", id=self.id)["url"]
        return self.portal.get(address).content

    def attempts(self, publication_id: str) -> int:
        """How often a worker took a publication."""
        query = "SELECT attempts FROM rouen_publication WHERE id = %s"
        return int(self.backstage.main(query, publication_id)[0][0])

    def wait(self, publication_id: str, seconds: float = 60, state: str = "published") -> dict[str, Any]:
        """Wait for the end of a publication."""

        def look() -> dict[str, Any] | None:
            found = self.publication(publication_id)
            return found if found["state"] in FINAL else None

        found = until(look, f"publication {publication_id} has not ended", seconds)
        assert found["state"] == state, found
        return found
