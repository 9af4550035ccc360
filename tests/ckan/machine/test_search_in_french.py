"""The Solr that the portal searches with knows French."""

from __future__ import annotations

import pytest
from ckan.tests import factories, helpers


@pytest.mark.usefixtures("clean_db", "clean_index")
@pytest.mark.parametrize(
    ("title", "searched"),
    [
        ("Équipements sportifs", "equipement"),
        ("Consommation d'électricité", "electricite"),
        ("Conseillers municipaux", "municipal"),
        ("Qualité de l’eau", "eau"),
        ("Collecte des déchets", "poubelle"),
    ],
)
def test_a_search_finds_a_title_whatever_its_accents_plural_or_article(title: str, searched: str) -> None:
    organization = factories.Organization()
    dataset = factories.Dataset(title=title, owner_org=organization["id"])
    factories.Dataset(title="Arbres remarquables", owner_org=organization["id"])

    found = helpers.call_action("package_search", q=searched)

    assert [package["id"] for package in found["results"]] == [dataset["id"]]
