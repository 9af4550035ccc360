"""Auths of the concept catalogue."""

from __future__ import annotations

__all__: list[str] = []
