"""What the pages of the communes show: what each has open, what is expected of it, who answers; in a few queries."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import kpi, publication
from counting import counted
from werkzeug.datastructures import FileStorage

pytestmark = pytest.mark.usefixtures("with_plugins")

Add = Callable[..., dict[str, Any]]
Act = Callable[..., Any]
Standing = Callable[[str], Any]

ROUEN, ELBEUF, OISSEL = "76540", "76231", "76484"
DEMO = Path(publication.__file__).parents[2] / "demo" / "files"


def publish(act: Act, dataset: dict[str, Any], profile: str, content: bytes) -> None:
    """A table of a model, as an officer deposits it."""
    file = FileStorage(stream=io.BytesIO(content), filename="table.csv", name="upload")
    act("resource_create", package_id=dataset["id"], name="Table", profile=profile, upload=file)


@pytest.fixture
def territory(organizations: dict[str, str], add: Add, act: Act) -> None:
    """Rouen publishes first names and was refused grants; the Métropole has facilities of two, and menus for Oissel."""
    act("organization_patch", id="rouen", referent_dpo="Service juridique", referent_pilot="Direction générale")
    names = add("prenoms", file=False, frequency="ANNUAL")
    publish(act, names, "rouen/prenoms", (DEMO / "prenoms-rouen.csv").read_bytes())
    publish(act, add("subventions"), "rouen/subventions", b"nomAttribuant\nRouen\n")
    add("menus", "metropole", on_behalf_of=OISSEL)
    publication.publish_waiting()
    kpi.compute()


def show(insee: str) -> dict[str, Any]:
    """A commune as anybody sees it."""
    return helpers.call_action("rouen_commune_show", {"ignore_auth": False, "user": ""}, insee=insee)


def states(insee: str) -> dict[str, str]:
    """The state of a commune to each schema."""
    return {each["schema"]: each["state"] for each in show(insee)["expected"]}


def test_each_schema_has_the_state_that_the_commune_has_brought_it_to(standing: Standing) -> None:
    standing("territory")
    rouen = states(ROUEN)
    assert rouen["scdl/prenoms"] == "valid"
    assert rouen["scdl/subventions"] == "invalid"
    assert rouen["scdl/deliberations"] == "absent"
    assert rouen["scdl/budget"] == "national"
    assert states("76056")["scdl/deliberations"] == "not-applicable"


def test_what_the_metropole_publishes_on_behalf_of_a_commune_counts_for_it(standing: Standing) -> None:
    standing("territory")
    oissel = show(OISSEL)
    assert [(each["name"], each["on_behalf"]) for each in oissel["open_datasets"]] == [("menus", True)]
    assert (oissel["organization"], oissel["step"], oissel["datasets"]) == (None, None, 1)
    assert oissel["reached"] == ["publishing"]
    by_owner = helpers.call_action("rouen_kpi_show", id="K0")["by"]["owner"]
    assert by_owner == {"metropole": 0, "communes": 3}


def test_a_search_by_commune_finds_what_was_published_for_it(standing: Standing) -> None:
    standing("territory")
    found = helpers.call_action("package_search", fq=f"vocab_communes:{OISSEL}")
    assert [each["name"] for each in found["results"]] == ["menus"]


def test_a_page_says_which_roles_are_filled_and_never_by_whom(standing: Standing, app: Any) -> None:
    standing("territory")
    assert show(ROUEN)["roles"] == {"pilot": True, "prada": False, "dpo": True, "gis": False}
    assert show(ELBEUF)["roles"] is None
    page = app.get(f"/communes/{ROUEN}").body
    assert (page.count("pourvu"), page.count("vacant")) == (2, 2)
    assert "Service juridique" not in page


def test_the_organisation_shows_its_step_and_who_answers_and_nobody_writes_its_step(
    standing: Standing, app: Any
) -> None:
    standing("territory")
    sysadmin = factories.SysadminWithToken()
    page = app.get("/organization/rouen").body
    for words in (
        "Aucune démarche",
        "INSEE 76540",
        "SIREN 217605401",
        "DPO (protection des données personnelles) : Service",
    ):
        assert words in page
    helpers.call_action("organization_patch", {"user": sysadmin["name"]}, id="rouen", step="withdrawn")
    assert show(ROUEN)["step"] is None
    assert "Étape" in app.get("/organization/edit/rouen", headers={"Authorization": sysadmin["token"]}).body


def test_a_page_says_what_is_expected_next(standing: Standing, app: Any) -> None:
    standing("territory")
    page = app.get(f"/communes/{ROUEN}").body
    assert "Désigner un référent : SIG" in page
    assert "Délibérations : à publier" in page
    assert "Subventions : à corriger" in page
    assert "Rejoindre la démarche" in app.get(f"/communes/{ELBEUF}").body


def test_the_table_tells_datasets_freshness_and_schemas_and_the_file_is_the_table(standing: Standing, app: Any) -> None:
    standing("territory")
    rows = {row["insee"]: row for row in csv.DictReader(io.StringIO(app.get("/communes.csv").body))}
    assert len(rows) == 71
    rouen = rows[ROUEN]
    assert (rouen["datasets"], rouen["fresh"], rouen["scdl_valid"], rouen["scdl_applicable"]) == ("2", "2", "1", "7")
    page = app.get("/communes").body
    assert '<td class="rn-number">1/7</td>' in page
    assert "2 communes publient sans convention." in page


def test_the_table_is_filtered_by_name_and_size_and_ordered_and_the_file_with_it(standing: Standing, app: Any) -> None:
    standing("territory")
    query = "taille=obligees&tri=-population"
    rows = list(csv.DictReader(io.StringIO(app.get(f"/communes.csv?{query}").body)))
    assert len(rows) == 31
    assert [row["name"] for row in rows][:2] == ["Rouen", "Saint-Étienne-du-Rouvray"]
    page = app.get(f"/communes?{query}").body
    assert page.index(">Rouen</a>") < page.index(">Saint-Étienne-du-Rouvray</a>")
    assert 'aria-sort="descending"' in page
    assert app.get("/communes?nom=oissel").body.count('<th scope="row">') == 1
    assert "Aucune commune ne correspond." in app.get("/communes?nom=Paris").body
    assert app.get("/communes?tri=sottise").body.count('<th scope="row">') == 71


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("99999", "99999 n&#39;est pas le code INSEE"),
        ("1400", "zéro initial (01400)"),
        ("76003", "fait partie de Anneville-Ambourville (76020)"),
    ],
)
def test_a_code_that_names_no_commune_is_answered_by_why(standing: Standing, app: Any, code: str, words: str) -> None:
    standing("territory")
    assert words in app.get(f"/communes/{code}", status=404).body
    with pytest.raises(tk.ObjectNotFound, match=code):
        show(code)


def test_only_the_metropole_publishes_for_others_and_only_for_a_commune_of_its_own(
    organizations: dict[str, str], add: Add
) -> None:
    with pytest.raises(tk.ValidationError) as refusal:
        add("usurpe", "rouen", on_behalf_of=OISSEL)
    assert refusal.value.error_dict["on_behalf_of"] == ["Seule la Métropole publie pour le compte d'une commune."]
    with pytest.raises(tk.ValidationError) as unknown:
        add("ailleurs", "metropole", on_behalf_of="76633")
    assert "Franqueville-Saint-Pierre" in unknown.value.error_dict["on_behalf_of"][0]


def queries(app: Any, address: str) -> int:
    """How many statements a page costs."""
    app.get(address)
    with counted() as asked:
        app.get(address)
    return len(asked.statements)


def test_no_page_of_communes_asks_more_when_there_are_more_datasets_and_organisations(
    territory: None, add: Add, app: Any
) -> None:
    pages = ("/communes", f"/communes/{ROUEN}", "/communes.csv")
    few = [queries(app, page) for page in pages]
    for number in range(3):
        add(f"encore-{number}", file=False, resources=[{"url": "https://example.org/d.csv"}])
    for name, insee in (("elbeuf", ELBEUF), ("oissel", OISSEL)):
        factories.Organization(name=name, insee=insee)
    assert [queries(app, page) for page in pages] == few
    assert max(few) < 30
