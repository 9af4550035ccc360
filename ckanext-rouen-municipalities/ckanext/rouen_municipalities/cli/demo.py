"""Commands of the concept demo."""

from __future__ import annotations
