"""Contours and rivers: which file is taken, how fine they are drawn, what is said of one that cannot be."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.contours import ContoursError, Kind, read_contours, read_rivers, simplified
from ckanext.rouen_municipalities.core.plan import plan_of
from ckanext.rouen_municipalities.core.territory import codes_at, communes_at

TODAY = date(2026, 11, 22)
FULL = Path(__file__).parents[4] / "shared" / "data" / "territory" / "communes_mrn.geojson"
SQUARE = [[1.0, 49.4], [1.2, 49.4], [1.2, 49.5], [1.0, 49.5], [1.0, 49.4]]


def feature(geometry: str, coordinates: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": geometry, "coordinates": coordinates}, "properties": properties}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


ROUEN = feature("Polygon", [SQUARE], code="76540")
SEINE = feature("LineString", [[1.0, 49.41], [1.1, 49.45], [1.2, 49.43]])


def test_contours_are_joined_by_their_code_and_what_lacks_is_told() -> None:
    elsewhere = feature("Polygon", [SQUARE], code="75056")
    joined = read_contours(collection(ROUEN, elsewhere), {"76540", "76231"})
    assert [shape.code for shape in joined.shapes] == ["76540"]
    assert (joined.missing, joined.others) == (("76231",), ("75056",))


def test_a_commune_in_several_parts_keeps_them_all() -> None:
    parts = feature("MultiPolygon", [[SQUARE], [SQUARE]], code_insee="76540")
    assert len(read_contours(collection(parts), {"76540"}).shapes[0].lines) == 2


def test_a_point_that_a_line_passes_near_is_left_out_and_a_corner_is_not() -> None:
    assert simplified(((0.0, 0.0), (0.5, 0.0001), (1.0, 0.0))) == ((0.0, 0.0), (1.0, 0.0))
    assert simplified(((0.0, 0.0), (0.5, 0.1), (1.0, 0.0))) == ((0.0, 0.0), (0.5, 0.1), (1.0, 0.0))


@pytest.mark.parametrize(
    ("geojson", "code"),
    [
        ({"type": "Topology"}, "not-geojson"),
        ([], "not-geojson"),
        (collection({"type": "Feature", "geometry": None}), "not-geojson"),
        (collection(feature("Polygon", [[["x", "y"]]], code="76540")), "not-geojson"),
        (collection(feature("Point", [1.0, 49.4], code="76540")), "not-a-surface"),
        (collection(feature("Polygon", [[[563000, 6928000]] * 4], code="76540")), "not-degrees"),
        (collection(feature("Polygon", [SQUARE], code="75056")), "no-commune"),
        (collection(feature("Polygon", [SQUARE])), "no-commune"),
    ],
)
def test_a_file_that_the_map_cannot_draw_says_why(geojson: Any, code: str) -> None:
    with pytest.raises(ContoursError) as refusal:
        read_contours(geojson, {"76540"})
    assert refusal.value.code == code


def test_a_river_is_a_line_or_the_edge_of_a_surface_and_no_point() -> None:
    assert [len(shape.lines) for shape in read_rivers(collection(SEINE, feature("Polygon", [SQUARE])))] == [1, 1]
    with pytest.raises(ContoursError) as refusal:
        read_rivers(collection(feature("Point", [1.0, 49.4])))
    assert refusal.value.code == "not-a-line"
    with pytest.raises(ContoursError):
        read_rivers(collection())


def test_the_plan_draws_the_contours_that_it_has_and_circles_for_the_rest() -> None:
    shapes = read_contours(collection(ROUEN), codes_at(TODAY)).shapes
    plan = plan_of(communes_at(TODAY), [*shapes, *read_rivers(collection(SEINE))])
    assert plan.outlined == {"76540"}
    assert plan.outlines[0].path.startswith("M") and plan.outlines[0].path.endswith("Z")
    assert plan.rivers[0].path.count("L") == 2
    assert len(plan.circles) == 71


def test_the_tiles_of_a_declared_background_cover_the_drawing() -> None:
    plan = plan_of(communes_at(TODAY), tiles="https://tiles.example.org/{z}/{x}/{y}.png")
    assert min(tile.x for tile in plan.tiles) <= 0
    assert min(tile.y for tile in plan.tiles) <= 0
    assert max(tile.x + tile.width for tile in plan.tiles) >= plan.width
    assert max(tile.y + tile.height for tile in plan.tiles) >= plan.height
    assert plan.tiles[0].url == "https://tiles.example.org/10/514/349.png"
    assert plan_of(communes_at(TODAY)).tiles == ()


@pytest.mark.skipif(not FULL.exists(), reason="the contours of the 71 communes are not here")
def test_the_contours_of_all_communes_stay_light() -> None:
    joined = read_contours(json.loads(FULL.read_text(encoding="utf-8")), codes_at(TODAY))
    assert (len(joined.shapes), joined.missing, joined.others) == (71, (), ())
    assert all(shape.kind is Kind.COMMUNE for shape in joined.shapes)
    assert sum(len(outline.path) for outline in plan_of(communes_at(TODAY), joined.shapes).outlines) < 30_000
