"""The kinds that a document may name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..content.kinds import Kind


def kinds() -> Mapping[str, Kind]:
    """The table of kinds, looked up when a tile is read: what builds their data uses the types of this package."""
    from ..content.kinds import KINDS  # noqa: PLC0415

    return KINDS
