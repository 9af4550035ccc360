"""What the page of results says beside them."""

from __future__ import annotations

from typing import Any

from ..logic.search import Proposals, Reason, proposals, reasons


def rouen_search_reasons(query: str | None, packages: list[dict[str, Any]]) -> dict[str, list[Reason]]:
    """Why each dataset of a page of results was found, by its id."""
    return reasons(query or "", [package["id"] for package in packages])


def rouen_search_proposals(query: str) -> Proposals:
    """What to propose to who finds nothing."""
    return proposals(query)
