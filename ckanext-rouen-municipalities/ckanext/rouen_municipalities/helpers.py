"""What templates call; every name begins with rouen_."""

from __future__ import annotations

__all__: list[str] = []
