"""The KPIs of the app: their wording, and which communes are visible in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from .health import OK, WARN

_WORDING = Path(__file__).parents[1] / "data" / "kpis.json"


@lru_cache(maxsize=1)
def wording() -> Mapping[str, Any]:
    """By KPI: version, label, definition and reasons, in French and English."""
    return json.loads(_WORDING.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def healthy_tiles(tiles: Iterable[Mapping[str, Any]], communes: Iterable[str]) -> dict[str, list[str]]:
    """For each commune the ids of the healthy tiles that have data of its own there; every commune has its row.

    A tile to be watched still shows; one that fails or was never checked does not make a commune visible, and neither
    does one without data.
    """
    found: dict[str, list[str]] = {insee: [] for insee in sorted(communes)}
    for tile in tiles:
        if tile["data"] and tile["health"]["state"] in (OK, WARN):
            for insee in tile["served"]["insee"]:
                if insee in found:
                    found[insee].append(tile["id"])
    return found


def invisible(tiles: Iterable[Mapping[str, Any]], healthy: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Why each commune without a healthy tile is not visible: its tiles fail, or none has data there."""
    anyhow = {insee for tile in tiles if tile["data"] for insee in tile["served"]["insee"]}
    return {insee: "failing" if insee in anyhow else "no-data" for insee, ids in healthy.items() if not ids}
