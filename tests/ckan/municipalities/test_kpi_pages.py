"""`/indicateurs` without JavaScript: every figure with its date and its proof, in French and in English."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.kpi import registry

Add = Callable[..., dict[str, Any]]


@pytest.fixture
def computed(add: Add) -> dict[str, Any]:
    """One open dataset, one without a licence, the figures of the deliverable, all computed; the open one."""
    dataset = add("arbres", title="Arbres & haies", theme="ENVI")
    add("sans-licence", title="Sans licence", license_id="notspecified")
    kpi.load_declared()
    kpi.compute()
    return dataset


@pytest.fixture
def shown(standing: Callable[[str], Any]) -> dict[str, Any]:
    """What was computed, for tests that change nothing."""
    found: dict[str, Any] = standing("computed")
    return found


def text_of(body: str) -> str:
    """The page's main part as words."""
    main = body.split("<h1", 1)[1]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def rows(app: Any, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(app.get(address).body)))


def test_the_page_adds_the_public_datasets_up(shown: dict[str, Any], app: Any) -> None:
    text = text_of(app.get("/indicateurs").body)
    assert "2 jeux de données publics = 1 ouvert + 1 sans licence" in text


def test_each_kpi_has_a_card_with_its_version_its_badge_and_no_target(shown: dict[str, Any], app: Any) -> None:
    text = text_of(app.get("/indicateurs").body)
    for label, kpi_id in (("Jeux de données ouverts", "K0"), ("Communes qui publient", "K2b")):
        assert f"{label} {kpi_id} v{registry.find(kpi_id).version} Calculé" in text
    assert "Aucune cible fixée" in text


def test_declared_figures_carry_their_badge_and_source(shown: dict[str, Any], app: Any) -> None:
    text = text_of(app.get("/indicateurs").body)
    assert "Déclaré 30, ICC final deliverable, 09/2022" in text
    assert "12 560 234 kWh" in text


def test_the_page_of_a_kpi_links_what_it_counts_and_words_why_not(shown: dict[str, Any], app: Any) -> None:
    body = app.get("/indicateurs/K0").body
    assert re.search(r'<a href="/dataset/arbres">\s*Arbres &amp; haies\s*</a>', body)
    text = text_of(body)
    assert "Comptés (1)" in text and "Non comptés (1)" in text
    assert "Sans licence sans licence" in text


def test_every_link_of_the_pages_leads_somewhere(shown: dict[str, Any], app: Any) -> None:
    links = {link for page in ("/indicateurs", "/indicateurs/K1") for link in _links(app.get(page).body)}
    assert any("dimension=theme" in link for link in links)
    for link in links:
        assert app.get(link, status=200), link


def _links(body: str) -> list[str]:
    main = body.split("<h1", 1)[1].split("<footer", 1)[0]
    return [link.replace("&amp;", "&") for link in re.findall(r'href="(/(?:indicateurs|api|dataset/)[^"#]*)', main)]


def test_a_key_has_a_page_that_lists_exactly_its_rows(shown: dict[str, Any], app: Any) -> None:
    assert "Comptés (1)" in text_of(app.get("/indicateurs/K1?dimension=theme:ENVI").body)
    assert "Comptés (0)" in text_of(app.get("/indicateurs/K1?dimension=theme:TRAN").body)


def test_communes_are_named_and_linked(shown: dict[str, Any], app: Any) -> None:
    assert re.search(r'<a href="/communes/76540">\s*Rouen\s*</a>', app.get("/indicateurs/K2b").body)


def test_what_does_not_exist_is_404(shown: dict[str, Any], app: Any) -> None:
    for address in ("K99", "K99.csv", "K0?dimension=no", "K99/explication.csv", "K0/explication.csv?dimension=no"):
        app.get(f"/indicateurs/{address}", status=404)


def test_a_day_that_is_none_is_400(shown: dict[str, Any], app: Any) -> None:
    app.get("/indicateurs?le=hier", status=400)


def test_the_files_say_what_the_pages_say(shown: dict[str, Any], app: Any) -> None:
    k0 = next(row for row in rows(app, "/indicateurs.csv") if row["id"] == "K0")
    assert (k0["value"], k0["of"], k0["kind"]) == ("1", "2", "computed")
    communes = [row for row in rows(app, "/indicateurs/K0.csv") if row["dimension"] == "commune"]
    assert len(communes) == 71
    assert [row["id"] for row in rows(app, "/indicateurs/K0/explication.csv") if row["counted"] == "true"] == [
        shown["id"]
    ]


def test_what_was_said_on_a_day_is_shown_with_the_day_of_its_snapshot(computed: dict[str, Any], app: Any) -> None:
    kpi.close_the_day(datetime(2026, 11, 22, 21, 30, tzinfo=UTC))
    text = text_of(app.get("/indicateurs?le=2026-11-30").body)
    assert "Relevé du 22/11/2026" in text
    assert "publics =" not in text


def test_a_dataset_made_private_loses_its_name_on_the_page_at_once(
    computed: dict[str, Any], act: Add, app: Any
) -> None:
    act("package_patch", id=computed["id"], private=True)
    assert "Arbres" not in app.get("/indicateurs/K0").body


def test_no_page_asks_solr(computed: dict[str, Any], app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("Solr was asked")

    monkeypatch.setattr("pysolr.Solr._send_request", refuse)
    for address in ("/indicateurs", "/indicateurs/K0", "/indicateurs/K1.csv", "/api/3/action/rouen_kpi_list"):
        app.get(address, status=200)
    kpi.compute()


def test_an_empty_portal_says_so(empty_portal: None, app: Any) -> None:
    text = text_of(app.get("/indicateurs").body)
    assert "Non mesuré" in text
    assert "Aucun relevé pour le moment" in text_of(app.get("/indicateurs/K0").body)


def test_the_page_has_one_h1_and_no_inline_script(shown: dict[str, Any], app: Any) -> None:
    for page in ("/indicateurs", "/indicateurs/K0"):
        body = app.get(page).body
        assert body.count("<h1") == 1
        main = body.split("<h1", 1)[1].split("<footer", 1)[0]
        assert "<script" not in main and "onclick" not in main


def test_in_english_the_words_of_the_kpis_are_english(shown: dict[str, Any], app: Any) -> None:
    text = text_of(app.get("/en/indicateurs/K0").body)
    assert "Open datasets" in text and "without a licence" in text
