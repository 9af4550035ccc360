"""The explanation is the proof: with nothing but the public API, every number of a small portal is found again by hand.

Held against portals whose numbers nobody could find again, or that said several for one thing: data.gouv.fr #84, #1021;
ckan #1648, #6694, #8007.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.clock import today
from counting import counted
from proving import Client

pytestmark = pytest.mark.usefixtures("with_plugins")

Call = Callable[..., Any]
ROUEN, ELBEUF, OISSEL = "76540", "76231", "76484"
#: Counted by hand from `by_hand`.
EXPECTED = {
    "K0": (4, 9),
    "K1": (4, 9),
    "K2a": (1, 71),
    "K2b": (2, 71),
    "K2c": (2, 71),
    "K3": (1, 2),
    "K4": (2, None),
    "K5": (0, 3),
    "E1": (1, 2),
    "E2": (1, 2),
    "E3": (None, None),
    "T3": (None, None),
}
#: Counted in tests of their own; what other tests left in the app may be there.
ELSEWHERE = {"K6", "K7", "T1", "T2"}


@pytest.fixture
def by_hand(organizations: dict[str, str], add: Call, act: Call) -> dict[str, str]:
    """Four open datasets, five public ones that are not, three that are not public; a record of every other kind."""
    elbeuf = factories.Organization(name="elbeuf", title="Elbeuf", insee=ELBEUF, siren="217602317")
    elsewhere = factories.Organization(name="ailleurs", title="Région")
    organizations |= {"elbeuf": elbeuf["id"], "ailleurs": elsewhere["id"]}
    datasets = [
        add("piscines", theme="EDUC", secondary_themes=["HEAL"], tags=[{"name": "eau"}], communes=[ROUEN]),
        add("arbres", theme="ENVI", frequency="IRREG", maintainer="Espaces verts"),
        add("velos", "metropole", theme="TRAN", notes="Les pistes cyclables de la Métropole, mises à jour. " * 3),
        add("budget", "elbeuf", theme="GOVE"),
        add("sans-licence", license_id="notspecified"),
        add("ferme", license_id="other-closed"),
        add("vide", file=False),
        add("flux", "metropole", feed="true"),
        add("region", "ailleurs"),
        add("prive", private=True, theme="ENVI"),
    ]
    act("package_create", name="brouillon", title="Brouillon", state="draft", owner_org=organizations["rouen"], **DRAFT)
    act("package_delete", id=add("supprime")["id"])
    _records(act, organizations["metropole"])
    act("rouen_commune_step_create", insee=ROUEN, step="agreement", date="2025-01-15")
    act("rouen_commune_step_create", insee=OISSEL, step="interest", date="2025-02-15")
    for name, roles in (("alphonse", ["rouen"]), ("berthe", ["rouen", "elbeuf"])):
        _contributor(act, name, roles)
    return {dataset["name"]: dataset["id"] for dataset in datasets}


DRAFT = {"notes": "…", "theme": "EDUC", "license_id": "etalab-2.0", "frequency": "ANNUAL"}


def _records(act: Call, owner: str) -> None:
    """Two public records and a private one of each other kind, of which one counts."""
    flow = {"source_system": "SGE", "owner": "Énergie", "carrier": "gaz", "frequency": "MONTHLY", "format": "CSV"}
    held = {"status": "held", "day": today().isoformat(), "communes": [ROUEN, ELBEUF], "seats": "12"}
    result = {"status": "in-use", "result": "https://exemple.fr/resultat"}
    for kind, counts, other in (
        ("workshop", held, {"status": "planned", "day": "2099-01-01"}),
        ("data-flow", {**flow, "status": "mapped"}, {**flow, "status": "identified"}),
        ("use-case", result, {"status": "idea"}),
    ):
        for name, values, private in (("un", counts, False), ("deux", other, False), ("secret", counts, True)):
            title = f"{kind}-{name}"
            act("package_create", type=kind, name=title, title=title, owner_org=owner, private=private, **values)


def _contributor(act: Call, name: str, organizations: list[str]) -> None:
    factories.User(name=name)
    for organization in organizations:
        act("organization_member_create", id=organization, username=name, role="editor")
    model.User.get(name).last_active = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)
    model.Session.commit()


@pytest.fixture
def computed_by_hand(by_hand: dict[str, str]) -> dict[str, str]:
    """The same, computed."""
    attempts = kpi.compute()
    assert [attempt.definition.id for attempt in attempts if attempt.result is None] == []
    return by_hand


@pytest.fixture
def ids(standing: Callable[[str], Any]) -> dict[str, str]:
    """The same for all tests, which only read it: datasets by name."""
    found: dict[str, str] = standing("computed_by_hand")
    return found


@pytest.fixture
def ask(ids: dict[str, str], app: Any) -> Call:
    """Asks the public API as anybody outside does."""

    def call(action: str, **parameters: str) -> Any:
        return app.get(f"/api/3/action/{action}", query_string=parameters, status=200).json["result"]

    return call


def test_the_numbers_are_those_counted_by_hand(ask: Call) -> None:
    found = {entry["id"]: (entry["value"], entry["of"]) for entry in ask("rouen_kpi_list")}
    assert {kpi_id: found[kpi_id] for kpi_id in EXPECTED} == EXPECTED
    assert found["K6"][0] == 0
    assert set(found) == {*EXPECTED, *ELSEWHERE}


def test_every_number_of_every_kpi_is_found_again_by_who_knows_only_the_public_api(ask: Call) -> None:
    client = Client(ask)
    client.prove_everything()
    assert set(client.proved) == {*EXPECTED, *ELSEWHERE}
    assert client.proved.total() > 200
    assert {kind for kind, _ in client.fetched} >= {"package", "commune", "organization", "pair"}


def test_a_client_that_is_lied_to_notices(ask: Call) -> None:
    """The proof can fail: a number, an id or a key that is wrong is found out."""

    def lie(change: Callable[[dict[str, Any]], None]) -> Call:
        def answer(action: str, **parameters: str) -> Any:
            told = ask(action, **parameters)
            if action == "rouen_kpi_explain":
                change(told)
            return told

        return answer

    def another(told: dict[str, Any]) -> None:
        told["counted"] = [*told["counted"], "pas-un-jeu"]

    def fewer(told: dict[str, Any]) -> None:
        told["counted"] = told["counted"][1:]

    for change in (another, fewer, lambda told: told.update(value=99), lambda told: told.update(ids_sha256="0")):
        with pytest.raises(AssertionError):
            Client(lie(change)).prove("K0", next(each for each in ask("rouen_kpi_list") if each["id"] == "K0"))


def test_what_is_public_is_counted_or_not_and_told_why(ask: Call, ids: dict[str, str]) -> None:
    """Published = open + each reason: nothing public is left out of the explanation."""
    told = ask("rouen_kpi_explain", id="K0")
    listed = {package["id"] for package in ask("package_search", rows="1000")["results"]}
    counted_or_not = [*told["counted"], *(item["id"] for item in told["not_counted"])]
    assert sorted(counted_or_not) == sorted(listed)
    assert len(counted_or_not) == told["of"]


def test_data_gouv_84_the_export_and_the_list_give_the_same_number_by_organisation(ask: Call, app: Any) -> None:
    """#84, « Dumps CSV : différence dans le nombre de datasets »: the metric said 0 where the dump had datasets."""
    by_commune = ask("rouen_kpi_show", id="K0")["by"]["commune"]
    rows = list(csv.DictReader(io.StringIO(app.get("/indicateurs/K0.csv").body)))
    exported = {row["key"]: int(row["value"]) for row in rows if row["dimension"] == "commune"}
    pages = {commune["insee"]: commune["datasets"] for commune in ask("rouen_commune_list")}
    assert exported == by_commune
    assert len(exported) == 71
    assert (exported[ROUEN], exported[ELBEUF]) == (2, 1)
    assert {insee: number for insee, number in exported.items() if number} == {
        insee: number for insee, number in pages.items() if number
    }


def test_data_gouv_1021_a_card_says_what_the_page_says_and_counts_what_can_be_seen(ask: Call, app: Any) -> None:
    """#1021: the number on the cards was not that of the pages, since it counted things that nobody could see."""
    cards = app.get("/indicateurs", status=200).body
    for entry in ask("rouen_kpi_list"):
        if not entry["value"]:
            continue
        card = cards[cards.index(f'id="kpi-{entry["id"]}"') :]
        on_card, on_page = _number_in(card), _number_in(app.get(f"/indicateurs/{entry['id']}").body)
        assert on_card == on_page, entry["id"]
        assert on_card.replace(",", ".").startswith(str(entry["value"])), entry["id"]


def _number_in(page: str) -> str:
    """The first number that a page shows as that of a KPI."""
    found = re.search(r'class="rn-kpi__number[^"]*">([^<]*)<', page)
    assert found
    return found[1].strip()


def test_what_adds_up_counts_nothing_twice(ask: Call) -> None:
    for kpi_id in ("K0", "K1", "K3", "K5", "K6"):
        shown = ask("rouen_kpi_show", id=kpi_id)
        additive = [name for name, item in shown["dimensions"].items() if item["sums_to_value"]]
        assert additive
        for name in additive:
            parts = [
                [item if isinstance(item, str) else item["id"] for item in found["counted"]]
                for key in shown["by"][name]
                for found in [ask("rouen_kpi_explain", id=kpi_id, dimension=f"{name}:{key}")]
            ]
            everything = [each for part in parts for each in part]
            assert len(everything) == len(set(everything)) == shown["value"]


def test_ckan_1648_a_count_has_no_private_deleted_or_draft_dataset(ask: Call, ids: dict[str, str]) -> None:
    """ckan #1648, « Stats extension dataset counts incorrect »: 20 in the statistics, 3 on the page."""
    counted_ids = {*ask("rouen_kpi_explain", id="K0")["counted"]}
    assert counted_ids == {ids[name] for name in ("piscines", "arbres", "velos", "budget")}
    found = ask("package_search", fq="organization:elbeuf")
    assert ask("rouen_kpi_show", id="K0")["by"]["commune"][ELBEUF] == found["count"] == 1


def test_ckan_6694_a_count_is_the_same_whoever_asks(ask: Call, ids: dict[str, str], app: Any) -> None:
    """ckan #6694: collaborators of private datasets saw two different counts of one organisation."""
    officer, admin = factories.UserWithToken(), factories.SysadminWithToken()
    role = {"id": "rouen", "username": officer["name"], "role": "admin"}
    tk.get_action("organization_member_create")({"ignore_auth": True, "user": admin["name"]}, role)
    path = "/api/3/action/rouen_kpi_show?id=K0"
    answers = {app.get(path, headers={"Authorization": each["token"]}).body for each in (officer, admin)}
    assert answers == {app.get(path).body}


def test_ckan_8007_a_search_changes_no_count(ask: Call, app: Any) -> None:
    """ckan #8007: the number of datasets beside an organisation was that of the search that somebody had made."""
    before = ask("rouen_kpi_show", id="K0")["by"]["commune"]
    assert ask("package_search", q="piscines", fq="organization:rouen")["count"] == 1
    assert app.get("/organization/rouen?q=piscines", status=200)
    assert ask("rouen_kpi_show", id="K0")["by"]["commune"] == before
    assert before[ROUEN] == 2


def test_reading_kpis_asks_solr_nothing(ask: Call, app: Any) -> None:
    with counted() as asked:
        for action in ("rouen_kpi_list", "rouen_kpi_show", "rouen_kpi_explain", "rouen_kpi_history"):
            ask(action, **({} if action == "rouen_kpi_list" else {"id": "K0"}))
        app.get("/indicateurs", status=200)
        app.get("/indicateurs/K0", status=200)
    assert asked.searches == 0
    assert asked.statements
