"""Commands of the concept territory."""

from __future__ import annotations
