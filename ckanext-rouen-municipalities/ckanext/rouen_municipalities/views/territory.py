"""Pages of the concept territory."""

from __future__ import annotations

__all__: list[str] = []
