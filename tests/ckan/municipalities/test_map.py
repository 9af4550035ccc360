"""The map of the communes: contours once they are loaded, rivers, a declared background, and nothing from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ckan.cli.cli import ckan
from ckan.plugins import toolkit as tk

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

SQUARE = [[1.0, 49.4], [1.2, 49.4], [1.2, 49.5], [1.0, 49.5], [1.0, 49.4]]


def geojson(folder: Path, kind: str, coordinates: Any, code: str = "76540") -> str:
    """A file with one shape."""
    geometry = {"type": kind, "coordinates": coordinates}
    features = [{"type": "Feature", "geometry": geometry, "properties": {"code": code}}]
    file = folder / f"{kind}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(file)


def run(cli: Any, *arguments: str) -> Any:
    """A command of the territory."""
    return cli.invoke(ckan, ["rouen", "territory", *arguments])


def test_contours_and_rivers_take_the_place_of_circles_once_loaded(app: Any, cli: Any, tmp_path: Path) -> None:
    assert app.get("/communes").body.count("<circle") == 71
    loaded = run(cli, "contours", geojson(tmp_path, "Polygon", [SQUARE]), "--source", "IGN Admin Express")
    assert "1 contours" in loaded.output, loaded.output
    assert "Sans contour : 76005" in loaded.output
    run(cli, "rivers", geojson(tmp_path, "LineString", [[1.0, 49.41], [1.2, 49.43]]), "--source", "BD Topage")
    for address in ("/communes", "/"):
        page = app.get(address).body
        assert (page.count("<circle"), page.count("rn-map__outline"), page.count("rn-map__river")) == (70, 1, 1)
        assert "Fond de carte : BD Topage ; IGN Admin Express" in page
    run(cli, "forget", "contours")
    assert app.get("/communes").body.count("<circle") == 71


def test_a_site_may_want_rivers_alone_or_nothing(
    app: Any, cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(cli, "contours", geojson(tmp_path, "Polygon", [SQUARE]), "--source", "IGN")
    run(cli, "rivers", geojson(tmp_path, "LineString", [[1.0, 49.41], [1.2, 49.43]]), "--source", "Sandre")
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.map_background", "rivers")
    page = app.get("/communes").body
    assert (page.count("rn-map__outline"), page.count("rn-map__river")) == (0, 1)
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.map_background", "none")
    page = app.get("/communes").body
    assert (page.count("rn-map__outline"), page.count("rn-map__river")) == (0, 0)
    assert "Fond de carte" not in page


def test_a_file_in_metres_changes_nothing_and_is_told(app: Any, cli: Any, tmp_path: Path) -> None:
    run(cli, "contours", geojson(tmp_path, "Polygon", [SQUARE]), "--source", "IGN")
    metres = geojson(tmp_path, "Polygon", [[[563000, 6928000]] * 4])
    refused = run(cli, "contours", metres, "--source", "Lambert")
    assert refused.exit_code == 1
    assert "exportez le fichier en WGS 84 (EPSG:4326). (76540) Rien n'est changé." in refused.output
    assert app.get("/communes").body.count("rn-map__outline") == 1


def test_a_dry_run_loads_nothing(app: Any, cli: Any, tmp_path: Path) -> None:
    tried = run(cli, "contours", geojson(tmp_path, "Polygon", [SQUARE]), "--source", "IGN", "--dry-run")
    assert "rien n'est chargé" in tried.output
    assert app.get("/communes").body.count("<circle") == 71


def test_only_a_declared_background_is_asked_of_another_server(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = app.get("/communes")
    assert "<image" not in answer.body
    assert "tiles.example.org" not in answer.headers.get("Content-Security-Policy", "")
    monkeypatch.setitem(
        tk.config, "ckanext.rouen_municipalities.map_tiles", "https://tiles.example.org/{z}/{x}/{y}.png"
    )
    answer = app.get("/communes")
    assert 'href="https://tiles.example.org/10/514/349.png"' in answer.body
    assert "img-src 'self' data: https://tiles.example.org;" in answer.headers["Content-Security-Policy"]
    assert "tiles.example.org" not in app.get("/dataset/").headers.get("Content-Security-Policy", "")
