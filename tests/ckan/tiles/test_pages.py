"""/tuiles, a tile's page, the preview, the home page; the API inside CKAN's process; the commands."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.cli.cli import ckan
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_tiles import config as options
from ckanext.rouen_tiles.core.contract import documents
from ckanext.rouen_tiles.logic import look as looks
from ckanext.rouen_tiles.logic import tile as life
from ckanext.rouen_tiles.views.phone import rouen_tile_period, rouen_tile_when
from werkzeug.test import Client


@pytest.fixture
def shown(standing: Callable[[str], Any]) -> str:
    """A published tile, for tests that change nothing; the id of its resource."""
    return str(standing("live"))


@pytest.fixture
def visitor(app: Any) -> Client:
    """Asks the whole application, middleware included."""
    return Client(app.app)


def words(answer: Any) -> str:
    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert len(soup.find_all("h1")) == 1
    return " ".join(soup.find(id="content").get_text(" ").split())


def act(action: str, **data: Any) -> Any:
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(action, context={"user": user, "ignore_auth": True}, **data)


def test_without_a_tile_the_page_says_so(tiles_portal: Any, visitor: Client) -> None:
    assert "Aucune tuile n'est publiée pour le moment." in words(visitor.get("/tuiles"))
    assert "Aucune version n'est servie pour le moment." in words(visitor.get("/tuiles/apercu"))


def test_the_list_shows_department_health_and_coverage(shown: str, visitor: Client) -> None:
    said = words(visitor.get("/tuiles"))
    for expected in ("1 tuile publiée", "Déchets", "Déchèteries", "Saine", "2 communes sur 71"):
        assert expected in said


def test_the_page_of_a_commune_names_its_tiles(shown: str, visitor: Client) -> None:
    rouen = visitor.get("/communes/76540")
    assert "Dans l'application Déchèteries" in words(rouen)
    assert "/tuiles/apercu?commune=76540" in rouen.get_data(as_text=True)
    assert "Aucune tuile servie à Elbeuf." in words(visitor.get("/communes/76231"))


def test_the_page_of_a_tile_names_its_source_and_where_it_is_served(shown: str, visitor: Client) -> None:
    answer = visitor.get("/tuiles/decheteries")
    said = words(answer)
    for expected in ("Déchèteries", "Saine", "Toutes les communes", "2 communes sur 71", "Rouen", "version 1"):
        assert expected in said
    assert f"/dataset/decheteries/resource/{shown}" in answer.get_data(as_text=True)


def test_pages_exist_in_english(shown: str, visitor: Client) -> None:
    assert "Recycling centres" in words(visitor.get("/en/tuiles"))
    assert "Recycling centres" in words(visitor.get("/en/tuiles/apercu?commune=76540"))


def test_a_withdrawn_tile_says_why_on_reload_and_names_no_private_dataset(live: str, visitor: Client) -> None:
    act("package_patch", id="decheteries", private=True, title="Titre secret")
    for path in ("/tuiles", "/tuiles/decheteries"):
        answer = visitor.get(path)
        assert "est privée ou supprimée" in words(answer)
        assert "Déchèteries" in words(answer)
        assert "Titre secret" not in answer.get_data(as_text=True)


def test_a_draft_and_an_unknown_tile_are_not_found(
    live: str, visitor: Client, tile_yaml: Any, test_request_context: Any
) -> None:
    with test_request_context():
        life.bring_in(tile_yaml("brouillon"), "essai")
    assert visitor.get("/tuiles/brouillon").status_code == 404
    assert visitor.get("/tuiles/jamais-vue").status_code == 404
    assert "brouillon" not in visitor.get("/tuiles").get_data(as_text=True)


def test_the_preview_shows_the_tiles_of_a_commune_and_the_items_of_one(shown: str, visitor: Client) -> None:
    assert "Déchèteries" in words(visitor.get("/tuiles/apercu?commune=76540"))
    opened = words(visitor.get("/tuiles/apercu?commune=76540&tuile=decheteries"))
    assert "Déchèterie des Quais" in opened
    assert "12 rue du Port 76000 Rouen" in opened
    assert "Aucune tuile servie à" in words(visitor.get("/tuiles/apercu?commune=76681"))


def test_the_filters_of_the_phone_work_by_its_address_and_the_plan_shows_what_is_left(
    shown: str, test_request_context: Any
) -> None:
    places = [
        ("Parking du Port", [1.09, 49.43], {"gratuit": True, "zone": "A"}),
        ("Parking de la Gare", [1.1, 49.45], {"gratuit": False, "zone": "B"}),
    ]
    items = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": point},
                "properties": {"title": title, "facets": facets, "fields": {"prix": 1.2}},
            }
            for title, point, facets in places
        ],
    }
    filters = [{"key": "gratuit", "label": "Gratuit"}, {"key": "zone", "label": "Zone"}]
    view = {
        "filters": filters,
        "legend": [{"key": "A", "label": "Zone bleue"}],
        "fields": [{"key": "prix", "label": "Une heure", "unit": "[EUR]"}],
    }
    tile = {"id": "x", "kind": "map_list", "icon": "car", "title": "Parkings", "view": view}
    data = {"kind": "map_list", "commune": "76540", "count": 2, "items": items}
    pages = {}
    for asked in ({}, {"gratuit": "true"}, {"gratuit": "true", "zone": "B"}):
        with test_request_context():
            found = looks.look(tile, data, asked)
            told = {"opened": tile, "look": found, "data": found.data, "spoken": "fr", "address": {"tuile": "x"}}
            pages[len(asked)] = BeautifulSoup(tk.render("tiles/phone_item.html", told), "html.parser")
    titles = [[title.get_text() for title in page.select(".rn-phone__list strong")] for page in pages.values()]
    assert titles == [["Parking du Port", "Parking de la Gare"], ["Parking du Port"], []]
    assert [len(page.select(".rn-phone__plan circle")) for page in pages.values()] == [2, 1, 0]
    assert [field["name"] for field in pages[0].select("[name^='f.']")] == ["f.gratuit", "f.zone"]
    assert [option.get_text() for option in pages[0].find_all("option")] == ["Tous", "Zone bleue", "B"]
    assert "Une heure : 1,20 €" in pages[1].get_text().replace("\N{NO-BREAK SPACE}", " ")
    assert "1 sur 2" in pages[1].get_text()
    assert "Rien ne correspond à ce choix." in pages[2].get_text()


def test_the_preview_is_what_the_api_gives(shown: str, visitor: Client, backend: Any) -> None:
    listed = backend.get("tiles?commune=76540&lang=fr").json["tiles"]
    for day in ("", "&le=2100-01-01"):
        page = BeautifulSoup(visitor.get(f"/tuiles/apercu?commune=76540{day}").get_data(as_text=True), "html.parser")
        cards = [card.find("strong").get_text() for card in page.find_all(class_="rn-phone__card")]
        assert cards == [tile["title"] for tile in listed]
    assert "Aucune version n'était servie ce jour-là." in words(visitor.get("/tuiles/apercu?le=2020-01-01"))


def test_developers_find_how_to_pull_and_a_client(shown: str, visitor: Client) -> None:
    said = words(visitor.get("/tuiles/developpeurs"))
    assert "/api/tiles/v1/manifest" in said
    for name in ("client", "signature"):
        compile(visitor.get(f"/tuiles/developpeurs/{name}.py").get_data(as_text=True), name, "exec")
    assert visitor.get("/tuiles/developpeurs/setup.py").status_code == 404


@pytest.mark.parametrize("query", ["commune=76000", "commune=%3Cscript%3E", "le=hier", "app=ios"])
def test_a_preview_of_no_commune_or_no_day_is_refused(shown: str, visitor: Client, query: str) -> None:
    assert visitor.get(f"/tuiles/apercu?{query}").status_code == 400


def test_the_home_page_counts_the_tiles(shown: str, visitor: Client) -> None:
    kpi.compute()
    said = words(visitor.get("/"))
    assert "1 tuile publiée" in said
    assert "2 communes sur 71" in said
    assert "Dans l'application" in said


def test_inside_ckan_the_api_keeps_its_own_headers(shown: str, visitor: Client) -> None:
    answer = visitor.get("/api/tiles/v1/manifest", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60, stale-if-error=86400"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers
    again = visitor.get("/api/tiles/v1/manifest", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 200, "the tag of another encoding is another tag"
    assert gzip.decompress(answer.get_data()) == again.get_data()


def test_an_address_beside_the_api_is_ckans(shown: str, visitor: Client) -> None:
    assert visitor.get("/api/tiles/v1").status_code == 404
    assert visitor.get("/api/3/action/status_show").status_code == 200


@pytest.fixture
def table(publish_table: Any, rows: dict[str, str]) -> str:
    """A published table that no tile shows yet."""
    return str(publish_table("decheteries", *rows.values()))


def run(cli: Any, *words: str) -> Any:
    return cli.invoke(ckan, ["rouen", "tiles", *words])


def test_the_commands_import_publish_and_export(
    cli: Any, table: str, tile_yaml: Any, tmp_path: Path, backend: Any
) -> None:
    file = tmp_path / "decheteries.yaml"
    file.write_text(tile_yaml(), encoding="utf-8")
    assert "decheteries : importée" in run(cli, "import", str(file)).output
    assert "decheteries : publiée" in run(cli, "publish", "decheteries").output
    assert backend.tiles() == ["decheteries"]
    exported = tmp_path / "sortie.yaml"
    assert run(cli, "export", "decheteries", "--output", str(exported)).exit_code == 0
    assert "decheteries : inchangée" in run(cli, "import", str(exported)).output
    assert "Version 1 · 1 tuiles" in run(cli, "release").output


def test_a_file_that_is_refused_is_named_with_each_field(cli: Any, tiles_portal: Any, tmp_path: Path) -> None:
    file = tmp_path / "faux.yaml"
    file.write_text("id: X\ncommune: 076540\n", encoding="utf-8")
    result = run(cli, "import", str(file))
    assert result.exit_code == 1
    assert "faux.yaml : ligne 2 : 076540 sans guillemets est lu comme un nombre octal" in result.output


def test_every_shipped_tile_can_be_imported_once_its_dataset_is_there(
    cli: Any, publish_table: Any, rows: dict[str, str], backend: Any
) -> None:
    for dataset in ("decheteries", "piscines-et-patinoire", "musees", "points-de-tri"):
        publish_table(dataset, rows["76540"])
    first = run(cli, "demo")
    assert first.exit_code == 0, first.output
    assert sorted(backend.tiles()) == sorted(file.stem for file in options.tiles_folder().glob("*.yaml"))
    assert {tile["state"] for tile in backend.get("health").json["tiles"]} == {"ok"}
    before = backend.get("manifest").json
    second = run(cli, "demo")
    assert second.output.count("inchangée") == len(backend.tiles()) + 1, "the draft is no tile that is served"
    assert backend.get("manifest").json == before


DRAWN = {
    "map_list": ("Déchèterie du Port", "lun.-sam. 09:00-12:00,14:00-18:00", "Accessible en fauteuil", "Accès : Sur"),
    "calendar": ("mardi 24 novembre", "Ordures ménagères Rouen centre", "Verre 07:00"),
    "realtime": ("Hôtel de Ville ouvert 6 vélos", "dimanche 22 novembre, 21:29"),
    "feed": (
        "Pont Corneille fermé la nuit",
        "vendredi 20 novembre, 09:00",
        "est fermé de 21 h à 6 h",
        "En savoir plus",
    ),
    "static": ("Un numéro : 3635",),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_the_phone_draws_what_the_contract_shows_of_each_kind(shown: str, kind: str, test_request_context: Any) -> None:
    view = {
        "fields": [{"key": "acces", "label": "Accès"}],
        "metrics": [{"key": "bikes", "label": "vélos", "unit": "{bike}"}],
        "blocks": [{"type": "phone", "text": "Un numéro", "phone": "3635"}],
    }
    tile = {"id": "x", "kind": kind, "icon": "bin", "title": "Une tuile", "summary": "Résumé", "view": view}
    data = documents.part(f"data-{kind}")["examples"][0] if kind != "static" else None
    with test_request_context():
        drawn = tk.render("tiles/phone_item.html", {"opened": tile, "data": data, "spoken": "fr", "stale": False})
    said = " ".join(BeautifulSoup(drawn, "html.parser").get_text(" ").split())
    assert [expected for expected in DRAWN[kind] if expected not in said] == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-22T23:00:00Z", "2026-11-27T23:00:00Z", "Du lundi 23 novembre au vendredi 27 novembre"),
        ("2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z", "Lundi 23 novembre"),
        ("2026-11-23T08:00:00Z", None, "À partir du lundi 23 novembre"),
        (None, "2026-11-27T17:00:00Z", "Jusqu’au vendredi 27 novembre"),
    ],
)
def test_the_phone_says_for_which_days_news_hold(first: str | None, last: str | None, said: str) -> None:
    assert rouen_tile_period(first, last, "fr") == said


def test_what_was_published_on_a_day_has_no_time() -> None:
    assert rouen_tile_when("2026-11-22T23:00:00Z", "fr") == "lundi 23 novembre"
    assert rouen_tile_when("2026-11-22T23:30:00Z", "fr") == "lundi 23 novembre, 00:30"
