"""The portal with the whole territory in it: 71 organisations, 5 000 datasets, 20 000 resources."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
import whole_territory as territory
from backstage import Backstage
from figures import Figure, Figures
from machine import postgres
from outside import CLONE, Portal

READINGS = 20
MILLISECONDS = 1_000
AIM = 300
SIZE = f"{territory.ORGANIZATIONS} × {territory.DATASETS} × {territory.RESOURCES}"
PAGES = {
    "home": "/",
    "search": "/dataset/",
    "search of words": "/dataset/?q=horaires+des+piscines",
    "search with filters": "/dataset/?vocab_theme=EDUC&res_format=CSV",
    "search without result": "/dataset/?q=girafes",
    "/communes": "/communes",
    "page of a commune": "/communes/76540",
    "page of an organisation": "/organization/large-commune-76540",
}


@pytest.fixture(scope="module")
def everything(backstage: Backstage, portal: Portal) -> Iterator[None]:
    """The whole territory, written and indexed for the time of the measurement."""
    address = backstage.database_url(postgres.MAIN)
    communes = list(territory.communes_of(portal.read("rouen_commune_list")))
    assert len(communes) == territory.ORGANIZATIONS
    territory.write(address, territory.rows(communes))
    index(backstage)
    # A portal in which 20 000 links were named at one moment asks each of them whether it answers, and counts again
    # what is open: what is measured here is one at rest.
    with backstage.without("scheduler", "worker-slow"):
        yield
        territory.remove(address)
        index(backstage)


def index(backstage: Backstage) -> None:
    """Have everything indexed again, what is gone left out."""
    command = [CLONE / "deploy" / "ckan", "search-index", "rebuild", "--clear", "--quiet"]
    subprocess.run(command, check=True, env={**os.environ, "CKAN_INI": str(backstage.world.ini)}, capture_output=True)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_in_less_than_three_tenths_of_a_second(name: str, figures: Figures) -> None:
    figure = Figure(f"{name}, {SIZE}", "ms", readings(PAGES[name]), aim=AIM, lower_is_better=True)
    figures.add(figure)
    assert figure.median <= AIM


@pytest.mark.usefixtures("everything")
def test_a_harvester_reads_the_whole_catalogue_page_by_page(figures: Figures) -> None:
    milliseconds, datasets = [], set()
    page: str | None = "/catalog.ttl"
    while page:
        answer = Portal(os.environ["ROUEN_SITE_URL"]).get(page)
        assert answer.status_code == 200
        milliseconds.append(answer.elapsed.total_seconds() * MILLISECONDS)
        datasets |= set(re.findall(r"^<([^>]+)> a dcat:Dataset\b", answer.text, re.MULTILINE))
        following = re.search(r'hydra:next "([^"]+)"', answer.text)
        page = following[1] if following else None
    figures.add(Figure(f"a page of the catalogue as DCAT, {SIZE}", "ms", milliseconds))
    figures.add(Figure(f"all {len(milliseconds)} pages of it, {SIZE}", "s", [sum(milliseconds) / MILLISECONDS]))
    assert len(datasets) >= territory.DATASETS


def readings(path: str) -> list[float]:
    """Milliseconds until somebody without an account has an answer, once the first one has warmed the portal."""
    anyone = Portal(os.environ["ROUEN_SITE_URL"])
    answers = [anyone.get(path) for _ in range(READINGS + 1)]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.elapsed.total_seconds() * MILLISECONDS for answer in answers[1:]]
