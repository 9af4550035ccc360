"""A file of a layout that nobody knows goes in by a mapping that its officer confirms once."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic.publication import PublicationRefused, publish_file, run
from mapped import REAL_DATA
from werkzeug.datastructures import FileStorage
from workbooks import xlsx

BAD_BILL = "id_batiment;vecteur;debut;fin;valeur;unite\nM1;gaz;01/01/2021;01/02/2021;douze;kWh\n"
FILLED = [
    "Ligne du fichier",
    "Identifiant du bâtiment",
    "Vecteur énergétique",
    "Début de période",
    "Fin de période (exclue)",
    "Valeurs mesurées",
    "Unité",
]
FACTURES = "Exporté par le logiciel;;\n;;\nSite;Mois;Conso gaz (MWh)\nM1;01/2021;1,5\nM1;02/2021;2\n"


pytestmark = pytest.mark.usefixtures("unsearched")


@pytest.fixture
def dataset(metropole: dict[str, Any]) -> dict[str, Any]:
    return helpers.call_action(
        "package_create",
        {"user": helpers.call_action("get_site_user")["name"]},
        name="factures",
        title="Factures",
        notes="Essai.",
        theme="ENER",
        license_id="etalab-2.0",
        owner_org=metropole["id"],
    )


def officer_of(organization: dict[str, Any], capacity: str = "editor") -> str:
    user = factories.User()
    helpers.call_action("organization_member_create", id=organization["id"], username=user["name"], role=capacity)
    return str(user["name"])


def ask(action: str, user: str, **data: Any) -> Any:
    return helpers.call_action(action, {"user": user, "ignore_auth": False}, **data)


def refused(path: Path, dataset: dict[str, Any], profile: str, **more: Any) -> str:
    with pytest.raises(PublicationRefused) as refusal:
        publish_file(path, dataset=dataset["id"], profile=profile, name=path.name, **more)
    return refusal.value.publication.resource_id


@pytest.fixture
def bills(dataset: dict[str, Any], tmp_path: Path) -> str:
    """A resource whose file nobody knows how to read."""
    path = tmp_path / "releve-2021.csv"
    path.write_text(FACTURES, encoding="utf-8")
    return refused(path, dataset, "energy/consumption")


def rows(resource_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = helpers.call_action("datastore_search", resource_id=resource_id, limit=32_000)[
        "records"
    ]
    return found


def total(resource_id: str, **filters: Any) -> Decimal:
    found = helpers.call_action("datastore_search", resource_id=resource_id, limit=32_000, filters=filters)["records"]
    return sum((Decimal(str(row["valeur"])) for row in found), Decimal(0))


def end_of(resource_id: str) -> dict[str, Any]:
    sent = helpers.call_action("rouen_publication_show", resource_id=resource_id)
    run(sent["id"])
    return helpers.call_action("rouen_publication_show", resource_id=resource_id)


def test_a_proposal_is_tried_saved_and_the_file_published_by_it(
    metropole: dict[str, Any], bills: str, test_request_context: Any
) -> None:
    officer = officer_of(metropole)
    with test_request_context():
        proposal = ask("rouen_energy_mapping_propose", officer, resource_id=bills)
        assert (proposal["header_line"], proposal["problem"], proposal["missing"]) == (3, "", "")
        assert [one["title"] for one in proposal["columns"]] == ["Site", "Mois", "Conso gaz (MWh)"]

        preview = ask("rouen_energy_mapping_preview", officer, resource_id=bills, mapping=proposal["mapping"])
        assert preview["issues"] == []
        assert preview["rows"][0]["line"] == 4
        assert preview["rows"][0]["cells"]["valeur"] == "1.5"

        saved = ask(
            "rouen_energy_mapping_save", officer, resource_id=bills, mapping=proposal["mapping"], title="Relevés Trédi"
        )
        assert saved["name"] == "mapping/releves-tredi"
        done = end_of(bills)
    assert (done["state"], done["rows"]) == ("published", 2)
    assert done["report"]["layout"] == {"name": "mapping/releves-tredi", "title": "Relevés Trédi"}
    assert [(row["debut"], row["fin"], row["valeur"], row["unite"]) for row in rows(bills)] == [
        ("2021-01-01", "2021-02-01", 1.5, "MWh"),
        ("2021-02-01", "2021-03-01", 2, "MWh"),
    ]


def test_the_next_file_of_the_organisation_needs_nothing_more_until_the_mapping_is_deleted(
    metropole: dict[str, Any], dataset: dict[str, Any], bills: str, tmp_path: Path, test_request_context: Any
) -> None:
    officer = officer_of(metropole)
    path = tmp_path / "releve-2022.csv"
    path.write_text(FACTURES.replace("2021", "2022"), encoding="utf-8")
    with test_request_context():
        mapping = ask("rouen_energy_mapping_propose", officer, resource_id=bills)["mapping"]
        ask("rouen_energy_mapping_save", officer, owner=metropole["name"], mapping=mapping, title="Relevés")
        assert [one["name"] for one in ask("rouen_energy_mapping_list", officer, owner=metropole["id"])] == [
            "mapping/releves"
        ]
        again = publish_file(path, dataset=dataset["id"], profile="energy/consumption", name="2022")
        assert again["report"]["layout"]["title"] == "Relevés"

        ask("rouen_energy_mapping_delete", officer, owner=metropole["id"], name="mapping/releves")
        assert ask("rouen_energy_mapping_list", officer, owner=metropole["id"]) == []
        refused(path, dataset, "energy/consumption")


def test_a_code_for_nothing_that_a_later_file_brings_is_proposed_beside_what_was_said(
    metropole: dict[str, Any], dataset: dict[str, Any], bills: str, tmp_path: Path, test_request_context: Any
) -> None:
    officer = officer_of(metropole)
    path = tmp_path / "releve-2022.csv"
    path.write_text(FACTURES.replace("1,5", "-9999"), encoding="utf-8")
    with test_request_context():
        mapping = ask("rouen_energy_mapping_propose", officer, resource_id=bills)["mapping"]
        said = {**mapping, "missing": ["néant"]}
        ask("rouen_energy_mapping_save", officer, owner=metropole["id"], mapping=said, title="Relevés")
        later = refused(path, dataset, "energy/consumption")
        proposal = ask("rouen_energy_mapping_propose", officer, resource_id=later)
        assert proposal["saved"] == {"name": "mapping/releves", "title": "Relevés"}
        assert proposal["mapping"]["missing"] == ["néant", "-9999"]


def test_the_sheet_of_a_workbook_is_chosen_first(
    metropole: dict[str, Any], dataset: dict[str, Any], tmp_path: Path, test_request_context: Any
) -> None:
    officer, path = officer_of(metropole), tmp_path / "releves.xlsx"
    table = [["Site", "Mois", "Conso gaz (MWh)"], ["M1", "01/2021", 1.5], ["M2", "01/2021", 2]]
    path.write_bytes(xlsx(table, "Relevés", Consignes=[["À lire"], ["Un relevé par mois"]]))
    resource_id = refused(path, dataset, "energy/consumption")
    with test_request_context():
        proposal = ask("rouen_energy_mapping_propose", officer, resource_id=resource_id)
        assert (proposal["mapping"], proposal["sheets"]) == (None, ["Relevés", "Consignes"])
        chosen = {"resource_id": resource_id, "sheet": "Relevés"}
        mapping = ask("rouen_energy_mapping_propose", officer, **chosen)["mapping"]
        ask("rouen_energy_mapping_save", officer, **chosen, mapping=mapping, title="Classeur")
        assert end_of(resource_id)["state"] == "published"
    assert total(resource_id) == Decimal("3.5")


def test_who_may_not_edit_reads_and_says_nothing(
    metropole: dict[str, Any], bills: str, test_request_context: Any
) -> None:
    stranger = officer_of(factories.Organization(), "admin")
    member = officer_of(metropole, "member")
    with test_request_context():
        for user in (stranger, member):
            for action, data in (
                ("rouen_energy_mapping_propose", {"resource_id": bills}),
                ("rouen_energy_mapping_save", {"owner": metropole["id"], "mapping": {}, "title": "X"}),
                ("rouen_energy_mapping_list", {"owner": metropole["id"]}),
                ("rouen_energy_mapping_delete", {"owner": metropole["id"], "name": "mapping/x"}),
            ):
                with pytest.raises(tk.NotAuthorized):
                    ask(action, user, **data)


def test_what_is_no_mapping_is_told_by_its_part(
    metropole: dict[str, Any], bills: str, test_request_context: Any
) -> None:
    officer = officer_of(metropole)
    with test_request_context():
        mapping = ask("rouen_energy_mapping_propose", officer, resource_id=bills)["mapping"]
        with pytest.raises(tk.ValidationError) as told:
            ask("rouen_energy_mapping_preview", officer, resource_id=bills, mapping={**mapping, "zone": "Lune"})
        assert told.value.error_dict == {"zone": ["« Lune » n'est pas un fuseau horaire, comme Europe/Paris."]}
        with pytest.raises(tk.ValidationError) as told:
            ask("rouen_energy_mapping_save", officer, resource_id=bills, mapping=mapping, title="")
        assert "title" in told.value.error_dict


def page(app: Any, user: str, resource_id: str, data: dict[str, str] | None = None, status: int = 200) -> Any:
    """The page of a mapping as an officer sees it, or what follows her form."""
    address, header = f"/energie/correspondance/{resource_id}", {"Authorization": user}
    if data is None:
        return app.get(address, headers=header, status=status)
    return app.post(address, data=data, headers=header, status=status, follow_redirects=False)


def fields_of(body: str) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    form = BeautifulSoup(body, "html.parser").find("form", method="post", action=re.compile("correspondance"))
    found = {one["name"]: one.get("value", "") for one in form.find_all("input")}
    found |= {one["name"]: one.text.lstrip("\n") for one in form.find_all("textarea")}
    for select in form.find_all("select"):
        chosen = select.find("option", selected=True) or select.find("option")
        found[select["name"]] = chosen.get("value", chosen.text)
    return found


def test_the_page_offers_tries_and_saves_a_mapping(app: Any, metropole: dict[str, Any], bills: str) -> None:
    officer = officer_of(metropole)
    token = helpers.call_action("api_token_create", user=officer, name="page")["token"]
    refusal = app.get(f"/dataset/factures/resource/{bills}", headers={"Authorization": token})
    assert f"/energie/correspondance/{bills}" in refusal.body
    sent = {"upload": (BytesIO(FACTURES.encode()), "releve.csv"), "profile": "energy/consumption"}
    only_checked = app.post("/publication/verifier", data=sent, headers={"Authorization": token}).body
    assert "la page du fichier refusé propose « Faire correspondre les colonnes »" in only_checked
    wrong = {"upload": (BytesIO(BAD_BILL.encode()), "releve.csv"), "profile": "energy/consumption"}
    told = app.post("/publication/verifier", data=wrong, headers={"Authorization": token}).body
    assert "Ce fichier serait refusé" in told
    assert "Faire correspondre" not in told

    proposed = page(app, token, bills)
    assert "Faire correspondre les colonnes" in proposed.body
    form = fields_of(proposed.body)
    shown = page(app, token, bills, {**form, "save": "preview"})
    assert "2021-02-01" in shown.body
    heads = BeautifulSoup(shown.body, "html.parser").select('[aria-label="Premières lignes lues"] thead th')
    assert sorted(head.text for head in heads) == sorted(FILLED)
    again = fields_of(shown.body)
    assert {name: again[name] for name in form if name != "_csrf_token"} == {
        name: text for name, text in form.items() if name != "_csrf_token"
    }

    wrong = page(app, token, bills, {**form, "unit-2": "parsec", "save": "publish", "title": "Relevés"})
    assert "L&#39;unité « parsec » n&#39;est pas connue" in wrong.body
    done = page(app, token, bills, {**form, "save": "publish", "title": "Relevés"}, status=302)
    assert f"/resource/{bills}" in done.headers["Location"]
    assert end_of(bills)["report"]["layout"]["title"] == "Relevés"

    assert "Supprimer Relevés" in page(app, token, bills).body
    app.post(
        f"/energie/correspondance/{bills}/supprimer",
        data={"name": "mapping/releves"},
        headers={"Authorization": token},
        follow_redirects=False,
        status=302,
    )
    assert "Supprimer Relevés" not in page(app, token, bills).body


def test_the_page_is_for_those_who_may_edit(app: Any, bills: str) -> None:
    stranger = factories.User()
    token = helpers.call_action("api_token_create", user=stranger["name"], name="page")["token"]
    page(app, token, bills, status=404)
    page(app, token, "rien", status=404)


real = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the folder of public data is not on this machine")


@pytest.fixture
def private(dataset: dict[str, Any]) -> dict[str, Any]:
    """Meters and readings are private."""
    return helpers.call_action(
        "package_patch", {"user": helpers.call_action("get_site_user")["name"]}, id=dataset["id"], private=True
    )


@pytest.fixture
def taught(metropole: dict[str, Any], private: dict[str, Any]) -> Callable[..., str]:
    """Publishes a real file by what is proposed for it, with what its officer says; gives its resource."""
    officer = officer_of(metropole)

    def teach(path: Path, profile: str, *, sheet: str = "", **said: Any) -> str:
        asked = {"owner": metropole["id"], "profile": profile, "sheet": sheet}
        with path.open("rb") as stream:
            upload = FileStorage(stream, path.name)
            mapping = ask("rouen_energy_mapping_propose", officer, upload=upload, **asked)["mapping"]
        ask(
            "rouen_energy_mapping_save",
            officer,
            owner=metropole["id"],
            mapping={**mapping, **said},
            title=path.stem,
        )
        done = publish_file(path, dataset=private["id"], profile=profile, name=path.name, sheet=sheet or None)
        assert done["report"]["layout"]["title"] == path.stem
        return str(done["resource_id"])

    return teach


def unpacked(name: str, folder: Path) -> Path:
    path = folder / name.removesuffix(".gz")
    path.write_bytes(gzip.decompress((REAL_DATA / "opendsm" / name).read_bytes()))
    return path


@real
def test_real_tables_of_years_and_bills_give_their_totals_back(
    taught: Callable[..., str], tmp_path: Path, test_request_context: Any
) -> None:
    with test_request_context():
        seattle = taught(REAL_DATA / "seattle_2015.csv", "energy/consumption")
        assert total(seattle, vecteur="électricité") == 3_389_597_759
        toronto = taught(REAL_DATA / "toronto_municipal_2021_raw.csv", "energy/consumption")
        assert round(total(toronto, vecteur="électricité"), 1) == Decimal("1220272019.2")
        entries = taught(REAL_DATA / "seed_Has_Meters_two_buildings.xlsx", "energy/consumption", sheet="Meter Entries")
        assert (total(entries, vecteur="électricité"), len(rows(entries))) == (1_598_705, 70)
        portfolio = taught(REAL_DATA / "seed_portfolio_manager_sample.csv", "energy/consumption")
        assert len(rows(portfolio)) > 350
        unit = [{"column": "value", "unit": "therm"}]
        bill = taught(unpacked("il-gas-hdd-only-billing_monthly.csv.gz", tmp_path), "energy/consumption", measures=unit)
        assert len(rows(bill)) == 26


@real
def test_real_curves_go_in_with_their_meters(
    taught: Callable[..., str], tmp_path: Path, test_request_context: Any
) -> None:
    with test_request_context():
        unit = [{"column": "value", "unit": "kWh"}]
        daily = taught(unpacked("il-electricity-cdd-hdd-daily.csv.gz", tmp_path), "energy/readings", measures=unit)
        assert {row["id_compteur"] for row in rows(daily)} == {"il-electricity-cdd-hdd-daily"}
        assert len(rows(daily)) == 809
        local = {"zone": "America/Los_Angeles", "doubled_hour": "first"}
        power = taught(REAL_DATA / "openeis_test_4year.csv", "energy/readings", minimum="0", **local)
        by_meter = {"id_compteur": "Boiler Gas"}
        gas = helpers.call_action("datastore_search", resource_id=power, filters=by_meter, limit=0)
        every = helpers.call_action("datastore_search", resource_id=power, limit=0)
        assert every["total"] - gas["total"] == 33_900
        quarters = [{"column": "EnergyConsumption", "unit": "kWh"}]
        curve = taught(REAL_DATA / "mave_ex2.csv", "energy/readings", measures=quarters, repeated="first", **local)
        assert helpers.call_action("datastore_search", resource_id=curve, limit=0)["total"] == 91_631
