"""What is well and what is not, of each part that the portal needs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

OK, DOWN, LATE = "ok", "down", "late"
READY, DEGRADED, UNAVAILABLE = "ready", "degraded", "unavailable"


@dataclass(frozen=True)
class Check:
    """How one part is: its name, `ok`, `down` or `late`, and whether pages cannot be served without it."""

    name: str
    state: str
    detail: str = ""
    vital: bool = False


def overall(checks: list[Check]) -> str:
    """`ready` when all is well, `unavailable` when a vital part is not, `degraded` otherwise."""
    ill = [check for check in checks if check.state != OK]
    if any(check.vital for check in ill):
        return UNAVAILABLE
    return DEGRADED if ill else READY


def as_dict(checks: list[Check]) -> dict[str, Any]:
    """For machines: `{status, checks: {name: {state, detail, vital}}}`."""
    each = {check.name: asdict(check) for check in checks}
    return {
        "status": overall(checks),
        "checks": {name: {key: check[key] for key in ("state", "detail", "vital")} for name, check in each.items()},
    }
