"""KPIs T1 and T2, from the newest release, and T3, which is only ever declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.rouen_municipalities.core.kpi import Dimension, KpiDefinition, KpiResult, NotCounted
from ckanext.rouen_municipalities.core.territory import communes_at
from ckanext.rouen_municipalities.logic.clock import today

from ..core import kpi
from ..store import health as checks
from ..store import release as releases
from ..store import tile as tiles
from .vocabulary import vocabulary


def definitions() -> list[KpiDefinition]:
    """Tiles published, communes visible, downloads of the app."""
    words = kpi.wording()
    computed = {"T1": tiles_published, "T2": communes_visible, "T3": downloads}
    return [
        KpiDefinition(
            id=kpi_id,
            version=words[kpi_id]["version"],
            initiative="app",
            label=words[kpi_id]["label"],
            definition=words[kpi_id]["definition"],
            unit="count",
            compute=compute,
            dimensions=_dimensions(words[kpi_id]),
            reasons=words[kpi_id]["reasons"],
        )
        for kpi_id, compute in computed.items()
    ]


def tiles_published(connection: Any) -> KpiResult:
    """Tiles of the newest release, out of all that were ever published."""
    served, absent = _release(connection)
    lives = tiles.lives(connection)
    reasons = {tile_id: absent.get(tile_id, "not-released") for tile_id, life in lives.items() if life.ever_live}
    dates = [check.observed_at for tile_id, check in checks.last(connection).items() if tile_id in served]
    return KpiResult(
        value=len(served),
        of=len(reasons),
        counted=sorted(served),
        not_counted=[NotCounted(tile_id, code) for tile_id, code in reasons.items() if tile_id not in served],
        source_date=max(filter(None, dates), default=None),
    )


def communes_visible(connection: Any) -> KpiResult:
    """Communes where at least one healthy tile has data of theirs."""
    served, _ = _release(connection)
    communes = vocabulary().communes
    own = {tile_id: check.content.own for tile_id, check in checks.last(connection).items()}
    healthy = kpi.healthy_tiles(served.values(), communes, own)
    visible = [insee for insee, ids in healthy.items() if ids]
    return KpiResult(
        value=len(visible),
        of=len(communes),
        counted=visible,
        not_counted=[
            NotCounted(insee, code, {"commune": insee})
            for insee, code in kpi.invisible(served.values(), healthy, own).items()
        ],
        by={"commune": {insee: len(ids) for insee, ids in healthy.items()}},
        counted_by={"commune": healthy},
    )


def downloads(connection: Any) -> KpiResult:
    """Nothing that the portal could count: what is declared is shown beside."""
    return KpiResult(value=None)


def _dimensions(words: Mapping[str, Any]) -> dict[str, Dimension]:
    """The communes, where there is something for each."""
    if "dimension" not in words:
        return {}
    keys = {commune.insee: {"fr": commune.name, "en": commune.name} for commune in communes_at(today())}
    return {"commune": Dimension(words["dimension"], keys)}


def _release(connection: Any) -> tuple[dict[str, Mapping[str, Any]], dict[str, str]]:
    """The tiles served by id, and the code of the reason of each that is not."""
    newest = releases.latest(connection)
    if newest is None:
        return {}, {}
    absent = {entry["id"]: entry["state"] for entry in newest.tombstones}
    reasons = {entry["id"]: entry["reason"]["code"] for entry in newest.tombstones}
    known = {"source-not-public", "unhealthy", "withdrawn-by-hand", "rolled-away", "retired"}
    return (
        {tile["id"]: tile for tile in newest.tiles},
        {tile_id: code if code in known else absent[tile_id] for tile_id, code in reasons.items()},
    )
