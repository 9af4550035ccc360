"""The contract as it was last released: what clients were written for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "released-1.json"


def released() -> dict[str, Any]:
    """The OpenAPI document of that release."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
