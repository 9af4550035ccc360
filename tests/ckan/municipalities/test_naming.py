"""Addresses of datasets and titles of files that nobody gave."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from werkzeug.datastructures import FileStorage

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

Act = Callable[..., Any]
FIELDS = {"notes": "Un jeu d'essai.", "theme": "EDUC", "license_id": "etalab-2.0", "frequency": "ANNUAL"}


@pytest.fixture
def titled(act: Act, commune: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Makes a dataset with a title, and without an address unless one is given."""

    def create(title: str, **values: Any) -> dict[str, Any]:
        created: dict[str, Any] = act("package_create", title=title, owner_org=commune["id"], **FIELDS, **values)
        return created

    return create


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Équipements sportifs d'Oissel", "equipements-sportifs-doissel"),
        ("Budget 2026 (M57)", "budget-2026-m57"),
        ("  Œuvres  ", "oeuvres"),
    ],
)
def test_the_address_of_a_dataset_comes_from_its_title(titled: Any, title: str, name: str) -> None:
    assert titled(title)["name"] == name


def test_an_address_that_is_given_is_kept(titled: Any) -> None:
    assert titled("Équipements", name="mes-equipements")["name"] == "mes-equipements"


def test_datasets_of_one_title_get_addresses_of_their_own(titled: Any) -> None:
    assert [titled("Équipements")["name"] for _ in range(3)] == ["equipements", "equipements-2", "equipements-3"]


def test_an_address_whose_dataset_was_deleted_is_not_given_again(titled: Any, act: Act) -> None:
    act("package_delete", id=titled("Équipements")["id"])
    assert titled("Équipements")["name"] == "equipements-2"


def test_a_long_title_makes_an_address_that_ckan_takes(titled: Any) -> None:
    names = [titled("Équipements sportifs et culturels " * 8)["name"] for _ in range(2)]
    assert all(len(name) <= 100 for name in names)
    assert len(set(names)) == 2


@pytest.mark.parametrize("title", ["?", "№ !", "…"])
def test_a_title_without_any_letter_still_makes_an_address(titled: Any, title: str) -> None:
    assert len(titled(title)["name"]) >= 2


@pytest.mark.parametrize("title", ["", None])
def test_without_a_title_it_is_the_title_that_is_missing(titled: Any, title: str | None) -> None:
    with pytest.raises(tk.ValidationError) as refusal:
        titled(title)
    assert list(refusal.value.error_dict) == ["title"]


def test_a_new_title_leaves_the_address_as_it_is(titled: Any, act: Act) -> None:
    dataset = titled("Équipements")
    values = {**act("package_show", id=dataset["id"]), "title": "Équipements et terrains"}
    values.pop("name")
    assert act("package_update", **values)["name"] == "equipements"


@pytest.mark.parametrize(
    ("file", "given", "title"),
    [
        ("marchés 2026.csv", "", "marchés 2026"),
        ("marchés 2026.csv", "Les marchés", "Les marchés"),
        ("sans-extension", "", "sans-extension"),
        ("C:\\Users\\agent\\budget.xlsx", "", "budget"),
    ],
)
def test_a_file_without_a_title_is_called_as_it_is(titled: Any, act: Act, file: str, given: str, title: str) -> None:
    upload = FileStorage(stream=io.BytesIO(b"a;b\n1;2\n"), filename=file, name="upload")
    created = act("resource_create", package_id=titled("Marchés")["id"], name=given, upload=upload)
    assert created["name"] == title
