"""A plugin that nobody of the portal wrote: it counts the public datasets that can be put on a map."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import sqlalchemy as sa
from ckan import model
from ckanext.rouen_municipalities.core.kpi import Dimension, KpiDefinition, KpiResult, NotCounted
from ckanext.rouen_municipalities.interfaces import IKpi

FORMATS = {"GEOJSON": {"fr": "GeoJSON", "en": "GeoJSON"}, "SHP": {"fr": "Shapefile", "en": "Shapefile"}}
NO_MAP = "no-map"


class MapsPlugin(p.SingletonPlugin):
    """Brings one KPI, and nothing else."""

    p.implements(IKpi)

    def get_kpis(self) -> list[KpiDefinition]:
        """The one KPI of this plugin."""
        return [
            KpiDefinition(
                id="M1",
                version=3,
                initiative="open-data",
                label={"fr": "Jeux cartographiés", "en": "Datasets on a map"},
                definition={
                    "fr": "Jeux publics avec un fichier géographique.",
                    "en": "Public datasets with a geographic file.",
                },
                unit="count",
                compute=datasets_on_a_map,
                dimensions={"format": Dimension({"fr": "Par format", "en": "By format"}, FORMATS)},
                reasons={NO_MAP: {"fr": "sans fichier géographique", "en": "without a geographic file"}},
            )
        ]


def datasets_on_a_map(connection: Any) -> KpiResult:
    """The public datasets with a resource in one of the formats, by format."""
    package, resource = model.package_table, model.resource_table
    query = (
        sa.select(package.c.id, sa.func.upper(resource.c.format).label("format"))
        .outerjoin(resource, sa.and_(resource.c.package_id == package.c.id, resource.c.state == "active"))
        .where(package.c.type == "dataset", package.c.state == "active", package.c.private.is_(False))
    )
    rows = connection.execute(query).all()
    by_format = {code: sorted({row.id for row in rows if row.format == code}) for code in FORMATS}
    everything, mapped = {row.id for row in rows}, set().union(*by_format.values())
    return KpiResult(
        value=len(mapped),
        of=len(everything),
        counted=sorted(mapped),
        not_counted=[
            NotCounted(dataset, NO_MAP, told=_files([row.format for row in rows if row.id == dataset and row.format]))
            for dataset in sorted(everything - mapped)
        ],
        by={"format": {code: len(ids) for code, ids in by_format.items()}},
        counted_by={"format": by_format},
    )


def _files(formats: list[str]) -> dict[str, str]:
    names = ", ".join(sorted(formats))
    return {"fr": f"a {names}", "en": f"has {names}"} if names else {}
