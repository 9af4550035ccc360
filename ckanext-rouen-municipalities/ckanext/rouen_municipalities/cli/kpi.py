"""Commands of the concept kpi."""

from __future__ import annotations
