"""The KPIs of the app: their wording, and which communes are visible in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from .health import OK, WARN

_WORDING = Path(__file__).parents[1] / "data" / "kpis.json"


@lru_cache(maxsize=1)
def wording() -> Mapping[str, Any]:
    """By KPI: version, label, definition and reasons, in French and English."""
    return json.loads(_WORDING.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def healthy_tiles(
    tiles: Iterable[Mapping[str, Any]], communes: Iterable[str], own: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """For each commune the ids of the healthy tiles that have data of its own there; every commune has its row.

    `own` names for each tile the communes that have an item of their own: what all communes are shown alike makes none
    of them visible. A tile to be watched still shows; one that fails or was never checked does not.
    """
    found: dict[str, list[str]] = {insee: [] for insee in sorted(communes)}
    for tile in tiles:
        if tile["data"] and tile["health"]["state"] in (OK, WARN):
            for insee in set(tile["served"]["insee"]) & set(own.get(tile["id"], ())):
                if insee in found:
                    found[insee].append(tile["id"])
    return found


def invisible(
    tiles: Iterable[Mapping[str, Any]], healthy: Mapping[str, Sequence[str]], own: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Why each commune without a healthy tile is not visible: its tiles fail, show what all are shown, or are none."""
    with_data = [tile for tile in tiles if tile["data"]]
    anyhow = {insee for tile in with_data for insee in tile["served"]["insee"]}
    theirs = {insee for tile in with_data for insee in set(tile["served"]["insee"]) & set(own.get(tile["id"], ()))}
    return {insee: _reason(insee, theirs, anyhow) for insee, ids in healthy.items() if not ids}


def _reason(insee: str, theirs: Collection[str], anyhow: Collection[str]) -> str:
    if insee in theirs:
        return "failing"
    return "shared" if insee in anyhow else "no-data"
