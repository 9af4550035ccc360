"""The page of a file that grows or is read through a link: its history, an earlier file again, the whole table."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, Browsing
from outside import OFFICER, Portal, outcome, until
from playwright.sync_api import expect
from remote_server import Remote, remote_server

HEADER = "id_compteur;horodate;passages;qualite\n"
MARCH = f"{HEADER}C1;03/03/2026 08:00;12;mesure\nC1;03/03/2026 09:00;20;mesure\nC2;03/03/2026 08:00;;estime\n"
APRIL = f"{HEADER}C1;03/03/2026 09:00;25;mesure\nC2;03/03/2026 09:00;7;mesure\n"
TYPO = f"{HEADER}C1;31/02/2026 09:00;25;mesure\n"
ABOUT = {"notes": "Des vélos.", "theme": "TRAN", "license_id": "etalab-2.0", "owner_org": "rouen"}
WORDS = {
    "fr": {"history": "Historique des dépôts (3)", "link": "Lien lu pour", "errors": "Toutes les erreurs"},
    "en": {"history": "History of uploads (3)", "link": "Link last read", "errors": "All errors"},
}


@pytest.fixture
def sysadmin(world: dict[str, Any]) -> Portal:
    """The API for who may do everything."""
    return Portal(world["site_url"], Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip())


@pytest.fixture
def dataset(sysadmin: Portal, new_name: Callable[[], str]) -> str:
    """An open dataset of the officer's commune; its name."""
    made = sysadmin.call("package_create", name=new_name(), title="Passages", frequency="DAILY", **ABOUT)
    return str(made["name"])


@pytest.fixture
def elsewhere() -> Iterator[Remote]:
    """A server of somebody else."""
    with remote_server() as remote:
        yield remote


@pytest.fixture
def grown(sysadmin: Portal, dataset: str) -> str:
    """A growing table after two files, and a third one that was refused; its address."""
    made = sysadmin.send(
        "resource_create", MARCH.encode(), "mars.csv", package_id=dataset, name="Passages", profile="rouen/passages"
    )
    last = outcome(sysadmin, made["id"])
    for content, name in ((APRIL, "avril.csv"), (TYPO, "faute.csv")):
        sysadmin.send("resource_patch", content.encode(), name, id=made["id"])
        last = outcome(sysadmin, made["id"], after=last["id"])
    assert last["state"] == "refused"
    return f"/dataset/{dataset}/resource/{made['id']}"


def test_the_history_leads_back_to_an_earlier_file(
    browsing: Browsing, password: str, grown: str, sysadmin: Portal
) -> None:
    page = browsing.page
    browsing.log_in(OFFICER, password)
    for language in ("en", "fr"):
        browsing.language = language
        browsing.open(grown)
        expect(page.get_by_role("alert")).to_contain_text(WORDS[language]["errors"])
        page.get_by_text(WORDS[language]["history"]).click()
        judge(browsing, f"historique-{language}")
    again(browsing, "mars.csv")
    judge(browsing, "a-nouveau")
    page.get_by_role("button", name="Ajouter ses lignes à nouveau").click()
    published = page.locator(".rn-alert--ok")
    expect(published).to_contain_text("0 ligne nouvelle, 1 corrigée, 2 inchangées")
    expect(published).to_contain_text("La table compte 4 lignes.")

    browsing.open(grown)
    page.get_by_text("Historique des dépôts (4)").click()
    again(browsing, "avril.csv")
    page.get_by_role("button", name="Retirer les autres lignes et repartir de ce fichier").click()
    expect(published).to_contain_text("La table compte 2 lignes.")
    resource_id = grown.rpartition("/")[2]
    assert sysadmin.read("datastore_search", resource_id=resource_id)["total"] == 2


def test_the_whole_table_is_taken_as_a_file(browsing: Browsing, grown: str, anyone: Portal, tmp_path: Path) -> None:
    resource_id = grown.rpartition("/")[2]
    until(lambda: len(current(anyone, resource_id)) == 3, "the files of the whole table are not there")
    browsing.open(grown)
    judge(browsing, "table-entiere")
    with browsing.page.expect_download() as waiting:
        browsing.page.get_by_role("link", name=re.compile("pour Excel")).click()
    waiting.value.save_as(tmp_path / "table.csv")
    rows = list(csv.reader((tmp_path / "table.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1:3] == [["C1", "2026-03-03 08:00:00", "12", "mesure"], ["C1", "2026-03-03 09:00:00", "25", "mesure"]]
    assert len(rows) == 1 + anyone.read("datastore_search", resource_id=resource_id)["total"]


def test_a_link_is_read_again_when_its_officer_asks(
    browsing: Browsing, password: str, dataset: str, elsewhere: Remote, sysadmin: Portal
) -> None:
    address = elsewhere.gives(MARCH.encode(), Content_Type="text/csv")
    made = sysadmin.call("resource_create", package_id=dataset, name="Lien", url=address, profile="rouen/passages")
    until(lambda: sysadmin.read("rouen_publication_list", resource_id=made["id"]), "the link has not been read")
    outcome(sysadmin, made["id"])
    browsing.log_in(OFFICER, password)
    for language in ("en", "fr"):
        browsing.language = language
        browsing.open(f"/dataset/{dataset}/resource/{made['id']}")
        expect(browsing.page.locator("#publication-state")).to_contain_text(WORDS[language]["link"])
        judge(browsing, f"lien-{language}")
    elsewhere.says(404)
    browsing.page.get_by_role("button", name="Lire le lien maintenant").click()
    told = browsing.page.locator("#publication-state .rn-alert--warn")
    expect(told).to_contain_text("Le lien ne peut pas être lu")
    expect(told).to_contain_text("restent affichées")
    judge(browsing, "lien-muet")


def current(portal: Portal, resource_id: str) -> list[dict[str, Any]]:
    """The files of the whole table that hold what is published now."""
    return [each for each in portal.read("rouen_export_list", resource_id=resource_id) if each["current"]]


def again(browsing: Browsing, file: str) -> None:
    """Follow the history to publishing a file again."""
    browsing.page.get_by_role("link", name=f"Publier à nouveau {file}").last.click()
    expect(browsing.page.get_by_role("heading", level=1)).to_contain_text(file)


def judge(browsing: Browsing, name: str) -> None:
    """A page is whole at both widths; at 320 px it is kept as a picture, and accessible."""
    for size in (WIDE, NARROW):
        browsing.page.set_viewport_size(size)
        assert not browsing.sideways_scroll()
    browsing.picture(f"fichier-{name}-{NARROW['width']}")
    problems = browsing.accessibility_problems()
    assert not problems, "\n".join(problems)
