"""Validators that the scheming schemas name."""

from __future__ import annotations

__all__: list[str] = []
