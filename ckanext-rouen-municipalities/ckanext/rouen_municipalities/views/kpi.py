"""Pages of the concept kpi."""

from __future__ import annotations

__all__: list[str] = []
