"""`/indicateurs` over time: trends, gaps, corrections, targets, any day of the past; and the forms that state them."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from ckan import model
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.store import publication as record
from ckanext.rouen_municipalities.store.kpi import snapshots, values
from counting import counted

Act = Callable[..., Any]
Standing = Callable[[str], Any]

#: How many days ago the first snapshot was taken, the present definition of K0 began, and none was taken.
FIRST, CHANGED, GAP = 100, 60, range(11, 16)
TARGET = {"value": "4", "due": "2030-12-31", "rationale": "Délibération du 3 mars"}


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def french(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def text_of(body: str) -> str:
    """The page's main part as words."""
    main = body.split("<h1", 1)[1].split("<footer", 1)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u202f", " ").split())


def rows(app: Any, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(app.get(address).body)))


def take(days: range) -> None:
    """Snapshots of these days before today, each of the present values; yesterday's with the divisions."""
    with record.transaction() as connection:
        known = values.all_values(connection).values()
        for days_ago in days:
            if days_ago not in GAP:
                said = [one if days_ago == 1 else replace(one, by={}) for one in known]
                snapshots.take(connection, [_then(one, days_ago) for one in said], ago(days_ago))


def _then(computed: Any, days_ago: int) -> Any:
    """K0 was another number, and before that meant another thing."""
    if computed.kpi_id != "K0":
        return computed
    version = computed.version - 1 if days_ago > CHANGED else computed.version
    return replace(computed, version=version, value=2 if days_ago < 30 else 1)


@pytest.fixture
def told(add: Act, act: Act) -> str:
    """A portal with a hundred days of snapshots, a target that was raised, a correction; an administrator's token."""
    for name in ("arbres", "haies", "parcs"):
        add(name, theme="ENVI")
    add("sans-licence", license_id="notspecified")
    kpi.load_declared()
    kpi.compute()
    take(range(FIRST, 0, -1))
    act("rouen_kpi_target_set", id="K0", value=2, due="2028-12-31", rationale="Premier plan")
    act("rouen_kpi_target_set", id="K0", value=6, due="2030-12-31", rationale="Second plan")
    act("rouen_kpi_target_set", id="K5", value=1, due="2030-12-31", rationale="Rien ne doit vieillir")
    act("rouen_kpi_correct", id="K0", day=ago(5).isoformat(), value=3, reason="Un jeu n'avait pas été lu")
    return _token("metropole-rouen-normandie", "admin")


def _token(organization: str, capacity: str) -> str:
    user = factories.User()
    helpers.call_action("organization_member_create", id=organization, username=user["name"], role=capacity)
    token: str = factories.APIToken(user=user["name"])["token"]
    return token


def test_a_card_says_how_its_value_moved_and_how_far_the_target_is(standing: Standing, app: Any) -> None:
    standing("told")
    text = text_of(app.get("/indicateurs").body)
    assert f"3 sur 4 +2 depuis le {french(ago(CHANGED))} Cible : 6 au 31/12/2030 (50 %)" in text
    assert "stable depuis 90 jours" in text
    assert "Cible : 1 au plus au 31/12/2030 (atteinte)" in text


def test_a_sparkline_is_hidden_from_a_screen_reader_and_broken_where_days_lack(standing: Standing, app: Any) -> None:
    standing("told")
    (spark,) = re.findall(r'<svg class="rn-spark"[^>]*>.*?</svg>', _card(app, "K0"), re.DOTALL)
    assert 'aria-hidden="true"' in spark
    assert spark.count("<path") == 2


def _card(app: Any, kpi_id: str) -> str:
    return str(app.get("/indicateurs").body.split(f'aria-labelledby="kpi-{kpi_id}"')[1].split("</article>")[0])


def test_the_history_is_told_in_words_with_its_gap_and_its_change_of_definition(standing: Standing, app: Any) -> None:
    standing("told")
    body = app.get("/indicateurs/K0").body
    text = text_of(body)
    assert f"De 1 le {french(ago(CHANGED))} à 3 le {french(today())} : +2" in text
    assert f"5 jours sans relevé : aucun relevé du {french(ago(15))} au {french(ago(11))} (5 jours)" in text
    assert f"La définition a changé le {french(ago(CHANGED))}" in text
    assert body.count('class="rn-line__run"') == 3, "neither the gap nor the new definition is drawn over"


def test_a_correction_says_what_was_said_and_why(standing: Standing, app: Any) -> None:
    standing("told")
    text = text_of(app.get("/indicateurs/K0").body)
    wanted = f"la valeur du {french(ago(5))} a été corrigée : 3 au lieu de 2. Motif : Un jeu n'avait pas été lu"
    assert wanted in text


def test_a_target_that_was_replaced_stays_with_its_reason(standing: Standing, app: Any) -> None:
    standing("told")
    text = text_of(app.get("/indicateurs/K0").body)
    assert "Premier plan" in text and "Second plan" in text
    assert text.count("en vigueur") == 1


def test_on_a_missed_day_the_last_reading_before_it_is_shown_with_its_date(standing: Standing, app: Any) -> None:
    standing("told")
    text = text_of(app.get(f"/indicateurs?le={ago(13).isoformat()}").body)
    assert f"Indicateurs au {french(ago(13))}" in text
    assert f"Relevé du {french(ago(16))} (dernier avant ce jour)" in text


def test_a_day_of_the_past_has_its_themes_its_communes_and_its_sum(standing: Standing, app: Any) -> None:
    standing("told")
    text = text_of(app.get(f"/indicateurs?le={ago(1).isoformat()}").body)
    assert "4 jeux de données publics = 3 ouverts + 1 sans licence" in text
    assert "Environnement est le premier thème : 3 sur 3" in text
    assert "1 commune sur 71 a au moins un jeu de données ouvert." in text


def test_a_day_before_the_first_snapshot_is_not_measured(standing: Standing, app: Any) -> None:
    standing("told")
    assert "Non mesuré" in text_of(app.get("/indicateurs?le=2020-01-01").body)


def test_the_file_of_a_history_has_every_day_and_says_which_lack(standing: Standing, app: Any) -> None:
    standing("told")
    told = rows(app, "/indicateurs/K0/releves.csv?periode=0")
    assert [row["day"] for row in told if row["state"] == "gap"] == [ago(days).isoformat() for days in reversed(GAP)]
    assert len(told) == FIRST


def test_the_files_of_the_charts_have_the_rows_of_their_tables(standing: Standing, app: Any) -> None:
    standing("told")
    by_theme = rows(app, "/indicateurs/themes.csv")
    assert (len(by_theme), sum(int(row["value"]) for row in by_theme)) == (14, 3)
    assert all(int(row["metropole"]) + int(row["communes"]) == int(row["value"]) for row in by_theme)
    communes = rows(app, "/indicateurs/communes.csv?tri=-K0")
    assert (len(communes), communes[0]["name"], communes[0]["K0"]) == (71, "Rouen", "3")
    page = app.get("/indicateurs?tri=-K0").body
    assert 'aria-sort="descending"' in page
    assert [row["name"] for row in communes][:5] == re.findall(r'href="/communes/\d{5}">([^<]+)</a></th>', page)[:5]
    statuses = {row["key"]: row["value"] for row in rows(app, "/indicateurs/K0/par/status.csv")}
    assert (statuses["open"], statuses["no-licence"]) == ("3", "1")
    app.get("/indicateurs/K0/par/nulle-part.csv", status=404)


def test_a_failed_computation_leaves_the_former_value_with_its_date(told: str, app: Any) -> None:
    with record.transaction() as connection:
        values.record_failure(connection, "K0", 1)
    card = text_of(f"<h1{_card(app, 'K0')}")
    assert "3 sur 4" in card
    assert re.search(r"Le calcul du \S+ \S+ a échoué : la valeur affichée est celle du \d\d/", card)


def test_the_pages_ask_no_more_when_the_history_and_the_catalogue_grow(told: str, app: Any, add: Act) -> None:
    pages = ("/indicateurs", "/indicateurs/K0?periode=0", f"/indicateurs?le={ago(1).isoformat()}")

    def asked() -> list[tuple[int, int]]:
        found = []
        for page in pages:
            with counted() as what:
                app.get(page)
            found.append(what.counts)
        return found

    asked()
    few = asked()
    take(range(FIRST + 100, FIRST, -1))
    add("mares", theme="ENVI")
    kpi.compute()
    assert asked() == few
    assert all(searches == 0 for _, searches in few)


def test_a_form_is_for_administrators_of_the_metropole_alone(standing: Standing, app: Any) -> None:
    standing("told")
    assert "/user/login" in app.get("/indicateurs/K0/cible", follow_redirects=False).headers["Location"]
    stranger = {"Authorization": _token("rouen", "admin")}
    for form in ("K0/cible", "K0/corriger", "declarer"):
        app.get(f"/indicateurs/{form}", headers=stranger, status=403)
        app.post(f"/indicateurs/{form}", headers=stranger, data=TARGET, status=403)
    assert "Fixer une cible" not in app.get("/indicateurs/K0", headers=stranger).body


def test_an_administrator_sets_a_target_by_the_form(told: str, app: Any) -> None:
    administrator = {"Authorization": told}
    assert "/indicateurs/K0/cible" in app.get("/indicateurs/K0", headers=administrator).body
    form = app.get("/indicateurs/K0/cible", headers=administrator).body
    assert "_csrf_token" in form
    refused = app.post("/indicateurs/K0/cible", headers=administrator, data={**TARGET, "due": ""}, status=400)
    assert "1 point à corriger" in refused.body and 'href="#field-due"' in refused.body
    assert "Délibération du 3 mars" in refused.body, "what was written is kept"
    app.post("/indicateurs/K0/cible", headers=administrator, data={**TARGET, "value": "1 204,5"})
    assert helpers.call_action("rouen_kpi_show", id="K0")["target"]["value"] == 1204.5


def test_an_administrator_corrects_a_day_and_a_missed_day_cannot_be(told: str, app: Any) -> None:
    administrator, given = {"Authorization": told}, {"value": "1", "reason": "Compté deux fois"}
    app.post("/indicateurs/K0/corriger", headers=administrator, data={**given, "day": ago(2).isoformat()})
    assert "Compté deux fois" in text_of(app.get("/indicateurs/K0").body)
    missed = {**given, "day": ago(13).isoformat()}
    assert "field-day" in app.post("/indicateurs/K0/corriger", headers=administrator, data=missed, status=400).body


def test_an_administrator_declares_a_figure_of_a_document(told: str, app: Any) -> None:
    figure = {
        "id": "visiteurs",
        "label_fr": "Visiteurs du portail",
        "label_en": "Visitors of the portal",
        "initiative": "open-data",
        "value": "1200",
        "unit": "count",
        "period": "2025",
        "source": "Bilan 2025",
    }
    app.post("/indicateurs/declarer", headers={"Authorization": told}, data=figure)
    text = text_of(app.get("/indicateurs").body)
    assert "Visiteurs du portail Déclaré 2025 1 200" in text
    assert "Source : Bilan 2025" in text


def test_the_pages_read_in_english(standing: Standing, app: Any) -> None:
    standing("told")
    text = text_of(app.get("/en/indicateurs/K0").body) + text_of(app.get("/en/indicateurs").body)
    wanted = ("days without a reading", "Target: 6 by 31 Dec 2030 (50%)", "By theme", "Steps of the municipalities")
    for words in wanted:
        assert words in text
    assert not re.findall(r"relevé|Cible|Calculé|commune sur", text)


def test_the_front_page_shows_the_last_values(standing: Standing, app: Any) -> None:
    standing("told")
    known = {entry["id"]: entry for entry in helpers.call_action("rouen_kpi_list")}
    text = text_of(app.get("/").body)
    assert f"{known['K0']['value']} jeux ouverts" in text
    assert f"{known['K2b']['value']} commune sur 71" in text
    assert model.Session.query(model.Package).filter_by(state="active").count() > known["K0"]["value"]
