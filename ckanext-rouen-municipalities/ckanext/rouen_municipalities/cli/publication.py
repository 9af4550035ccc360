"""Commands of the concept publication."""

from __future__ import annotations
