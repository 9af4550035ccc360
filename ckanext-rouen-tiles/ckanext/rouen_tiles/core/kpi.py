"""The KPIs of the app: their wording, and which communes are visible in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from .health import OK, WARN

_WORDING = Path(__file__).parents[1] / "data" / "kpis.json"


@lru_cache(maxsize=1)
def wording() -> Mapping[str, Any]:
    """By KPI: version, label, definition and reasons, in French and English."""
    return json.loads(_WORDING.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def visible_communes(tiles: Iterable[Mapping[str, Any]], communes: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """The communes where a healthy tile has data of its own, and why each other one is not visible.

    A tile to be watched still shows; one that fails or was never checked does not make a commune visible, and neither
    does one without data.
    """
    with_data = [tile for tile in tiles if tile["data"]]
    healthy = {
        insee for tile in with_data if tile["health"]["state"] in (OK, WARN) for insee in tile["served"]["insee"]
    }
    anyhow = {insee for tile in with_data for insee in tile["served"]["insee"]}
    visible = [insee for insee in sorted(communes) if insee in healthy]
    dull = {insee: "failing" if insee in anyhow else "no-data" for insee in sorted(communes) if insee not in healthy}
    return visible, dull
