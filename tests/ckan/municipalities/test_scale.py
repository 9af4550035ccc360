"""No page asks more of PostgreSQL or Solr because there are more communes or datasets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.lib import search
from ckan.tests import factories
from ckanext.rouen_municipalities.core.territory import all_communes
from counting import Asked, counted

PAGES = (
    "/",
    "/dataset/",
    "/dataset/?q=donnees",
    "/dataset/?q=introuvable",
    "/communes",
    "/communes/76540",
    "/organization/rouen",
    "/organization/",
    "/feeds/dataset.atom",
    "/catalog.ttl",
)
FEW, MANY = 3, 15


@pytest.fixture
def grow(
    metropole: dict[str, Any], new_dataset: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], None]:
    """Has so many communes with an organisation, Rouen first, and as many datasets of each kind of owner."""
    communes = sorted(all_communes().values(), key=lambda commune: commune.insee != "76540")
    link = [{"url": "https://example.org/donnees.csv", "name": "Table", "format": "CSV"}]
    monkeypatch.setitem(tk.config, "ckan.search.solr_commit", False)
    there: list[str] = []

    def more(wanted: int) -> None:
        for commune in communes[len(there) : wanted]:
            name = "rouen" if not there else f"commune-{commune.insee}"
            factories.Organization(name=name, title=commune.name, insee=commune.insee, siren=commune.siren)
            there.append(name)
            for owner in dict.fromkeys(("rouen", name, metropole["name"])):
                title, tag = f"Données {len(there)} de {owner}", [{"name": f"mot {len(there)}"}]
                values = {"communes": [commune.insee], "tags": tag, "resources": link}
                new_dataset(name=f"jeu-{commune.insee}-{owner}", title=title, owner_org=owner, **values)
        search.commit()

    return more


def asked_by_page(app: Any) -> dict[str, Asked]:
    """What each page asks once it is warm."""
    for page in PAGES:
        app.get(page, status=200)
    asked = {}
    for page in PAGES:
        with counted() as asked[page]:
            app.get(page, status=200)
    return asked


def test_pages_ask_as_much_of_many_as_of_few(app: Any, grow: Callable[[int], None]) -> None:
    grow(FEW)
    few = asked_by_page(app)
    grow(MANY)
    many = asked_by_page(app)
    more = {
        page: (few[page].counts, many[page].counts, _what_grew(few[page], many[page]))
        for page in PAGES
        if len(many[page].statements) > len(few[page].statements) or many[page].searches > few[page].searches
    }
    assert more == {}
    assert all(asked.statements for asked in many.values())
    assert many["/"].searches == many["/communes"].searches == 0
    assert many["/dataset/"].searches == 1


def _what_grew(few: Asked, many: Asked) -> list[tuple[str, int]]:
    grown = Counter(many.statements) - Counter(few.statements)
    return [(" ".join(statement.split())[:200], count) for statement, count in grown.most_common(4)]
