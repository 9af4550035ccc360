"""Actions of the concept membership."""

from __future__ import annotations

__all__: list[str] = []
