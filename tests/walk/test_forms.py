"""The same by the forms of the web pages: a session's cookie, the CSRF token, no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from bs4 import BeautifulSoup
from french_office import BAD, ERRORS, GOOD, PROFILE, TYPED
from outside import OFFICER, Portal, until
from web_forms import Form, Visitor, soup, words

DATASET = {
    "title": "Marchés par formulaire",
    "notes": "Les marchés de la commune.",
    "theme": "ECON",
    "license_id": "etalab-2.0",
    "frequency": "ANNUAL",
    "communes": ["76540"],
    "private": "False",
}


@pytest.fixture(scope="module")
def visitor(logged_in: Callable[[str], Visitor]) -> Visitor:
    """The officer in front of a browser."""
    return logged_in(OFFICER)


@pytest.fixture(scope="module")
def page(visitor: Visitor, anyone: Portal, new_name: Callable[[], str]) -> str:
    """The page of a resource whose dataset and file were sent by forms."""
    organization = anyone.read("organization_show", id="rouen")["id"]
    form = visitor.form("/dataset/new", "title")
    next_step = visitor.submit(form, **DATASET, name=new_name(), owner_org=organization, save="")
    resource_form = _form_of(next_step, "profile")
    sent = visitor.submit(
        resource_form,
        file=("marchés.csv", GOOD),
        name="Marchés",
        profile=PROFILE,
        url="marchés.csv",
        save="go-metadata",
    )
    (resource,) = _resources(anyone, next_step)
    assert sent.status_code == 200, sent.text
    return f"/dataset/{resource['package_id']}/resource/{resource['id']}"


def test_the_file_is_checked_and_then_published(visitor: Visitor, page: str) -> None:
    told = until(lambda: _told(visitor, page, "Publié"), "the page does not say that the file is published")
    assert f"{len(TYPED)} lignes" in told
    assert PROFILE in told


def test_a_bad_file_is_refused_on_the_page_in_a_table_of_reasons(visitor: Visitor, page: str) -> None:
    until(lambda: _told(visitor, page, "Publié"), "the first file is not published")
    visitor.submit(
        visitor.form(f"{page}/edit", "profile"), file=("marchés.csv", BAD), url="marchés.csv", save="go-metadata"
    )
    told = until(lambda: _told(visitor, page, "Fichier refusé"), "the page does not say that the file is refused")
    assert f"{len(ERRORS)} erreurs" in told
    assert "restent publiées" in told
    rows = {tuple(words(cell) for cell in row.find_all("td")[1:4]) for row in _rows(visitor.open(page))}
    assert {(str(line), column, value) for line, column, value in ERRORS} <= rows


def test_others_see_the_table_and_nothing_of_the_refusal(visitor: Visitor, anyone: Portal, page: str) -> None:
    until(lambda: _told(visitor, page, "Publié"), "the first file is not published")
    shown = anyone.get(page).text
    assert "Publié" in shown
    assert "Fichier refusé" not in shown
    assert "environ 49" not in shown


def test_a_form_without_its_token_writes_nothing(visitor: Visitor, anyone: Portal, new_name: Callable[[], str]) -> None:
    form, name = visitor.form("/dataset/new", "title"), new_name()
    token = next(key for key in form.values if "csrf" in key)
    del form.values[token]
    organization = anyone.read("organization_show", id="rouen")["id"]
    answer = visitor.submit(form, **DATASET, name=name, owner_org=organization, save="")
    assert answer.status_code == 400
    assert anyone.get("/api/3/action/package_show", params={"id": name}).status_code == 404


def test_a_forgotten_title_is_said_beside_the_field_and_keeps_the_rest(visitor: Visitor) -> None:
    form = visitor.form("/dataset/new", "title")
    answer = visitor.submit(form, **{**DATASET, "title": ""}, save="")
    shown = soup(answer)
    assert shown.find(class_="error-explanation") is not None
    kept = shown.find("textarea", attrs={"name": "notes"})
    assert kept is not None
    assert kept.get_text(strip=True) == DATASET["notes"]


def _form_of(response: requests.Response, holding: str) -> Form:
    control = soup(response).find(attrs={"name": holding})
    assert control is not None, f"No field {holding} at {response.url}:\n{words(soup(response))}"
    element = control.find_parent("form")
    assert element is not None
    return Form.of(element, response.url)


def _resources(anyone: Portal, response: requests.Response) -> list[dict[str, Any]]:
    found = re.search(r"/dataset/([^/?]+)/resource/new", response.url)
    assert found, response.url
    return list(anyone.read("package_show", id=found[1])["resources"])


def _told(visitor: Visitor, page: str, word: str) -> str:
    state = visitor.open(page).find(id="publication-state")
    told = words(state) if state else ""
    return told if word in told else ""


def _rows(page: BeautifulSoup) -> list[Any]:
    return [
        row
        for row in page.select("table tbody tr")
        if len(row.find_all("td")) >= len(("rule", "line", "column", "value"))
    ]
