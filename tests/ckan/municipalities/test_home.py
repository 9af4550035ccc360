"""The front page: figures of the last computation, latest datasets, and no question to Solr."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan.lib import search
from ckan.tests import factories
from ckanext.rouen_municipalities.logic.kpi import computing

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

NewDataset = Callable[..., dict[str, Any]]


def test_an_empty_portal_says_so(app: Any) -> None:
    page = app.get("/").body
    assert "Aucun jeu ouvert pour le moment" in page
    assert "Les données de la Métropole et de ses 71 communes" in page


def test_zero_is_shown_once_it_is_computed(app: Any) -> None:
    computing.compute()
    page = app.get("/").body
    assert "0 commune sur 71" in page


def test_shows_the_thirteen_themes_each_leading_to_its_open_datasets(app: Any) -> None:
    page = app.get("/").body
    assert page.count("vocab_open=true") == 13


def test_lists_the_latest_open_datasets_and_no_private_one(
    app: Any, commune: dict[str, Any], new_dataset: NewDataset
) -> None:
    link = [{"url": "https://example.org/donnees.csv", "name": "donnees"}]
    new_dataset(name="ouvert", title="Jeu ouvert", owner_org=commune["id"], resources=link)
    new_dataset(name="prive", title="Jeu privé", owner_org=commune["id"], resources=link, private=True)
    new_dataset(name="vide", title="Jeu vide", owner_org=commune["id"])
    page = app.get("/").body
    assert "Jeu ouvert" in page
    assert "Jeu privé" not in page
    assert "Jeu vide" not in page


def test_asks_solr_nothing(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.common.SolrSettings, "get", classmethod(_not_asked))
    assert app.get("/", status=200).body
    assert app.get("/communes", status=200).body
    with pytest.raises(AssertionError, match="Solr was asked"):
        app.get("/dataset/")


def test_the_language_links_lead_to_the_same_page(app: Any) -> None:
    page = app.get("/en/communes?etape=active").body
    assert 'href="/communes?etape=active"' in page
    assert 'href="/en/communes?etape=active"' in page


@pytest.mark.parametrize("page", ["/accessibilite", "/mentions-legales", "/api-et-licence"])
def test_the_short_pages_are_there(app: Any, page: str) -> None:
    assert app.get(page, status=200).body.count("<h1") == 1


def test_a_page_that_is_missing_says_so_in_french(app: Any) -> None:
    assert "Page introuvable ou non publique" in app.get("/nulle-part", status=404).body


def test_a_signed_in_officer_sees_who_they_are(app: Any) -> None:
    user = factories.User(fullname="Agente de test")
    token = factories.APIToken(user=user["name"])["token"]
    page = app.get("/", headers={"Authorization": token}).body
    assert "Agente de test" in page and "Déconnexion" in page


def _not_asked(settings: Any) -> None:
    raise AssertionError("Solr was asked")
