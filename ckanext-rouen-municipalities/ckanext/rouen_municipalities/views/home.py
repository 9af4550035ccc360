"""Pages of the concept home."""

from __future__ import annotations

__all__: list[str] = []
