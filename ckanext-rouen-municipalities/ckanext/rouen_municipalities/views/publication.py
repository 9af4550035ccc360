"""Pages of the concept publication."""

from __future__ import annotations

__all__: list[str] = []
