"""The Solr that the portal searches with knows French."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan.tests import helpers


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
def test_a_search_finds_a_title_whatever_its_accents_plural_or_article(
    title: str, searched: str, commune: dict[str, Any], new_dataset: Callable[..., dict[str, Any]]
) -> None:
    wanted = new_dataset(name="wanted", title=title, owner_org=commune["id"])
    new_dataset(name="other", title="Arbres remarquables", owner_org=commune["id"])

    found = helpers.call_action("package_search", q=searched)

    assert [package["id"] for package in found["results"]] == [wanted["id"]]
