"""`ckan rouen energy import`: many files of suppliers at once, each where its kind belongs, one report of all."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckan.cli.cli import ckan
from ckan.tests import helpers
from ckanext.rouen_energy.core.importing import Imported, Outcome
from ckanext.rouen_energy.logic import importing
from werkzeug.datastructures import FileStorage

pytestmark = pytest.mark.usefixtures("with_plugins", "unsearched")

FIXTURES = Path(__file__).parents[2] / "unit" / "energy" / "fixtures" / "formats"
OWNER = "metropole-rouen-normandie"
BILLS = "id_batiment;vecteur;debut;fin;valeur;unite\nMAIRIE;électricité;01/01/2023;01/02/2023;{value};kWh\n"

UNKNOWN = "Exporté par le logiciel;;\n;;\nSite;Mois;Conso gaz (MWh)\nM1;01/2021;1,5\nM1;02/2021;2\n"

Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(energy_portal: dict[str, Any], cli: Any) -> Run:
    """Imports files for the Métropole; the exit code and the report for programs."""

    def imported(*files: Path, options: tuple[str, ...] = ()) -> tuple[int, dict[str, Any]]:
        given = ["rouen", "energy", "import", *map(str, files), "--owner", OWNER, "--json", *options]
        done = cli.invoke(ckan, given)
        return done.exit_code, json.loads(done.output[done.output.index("\n{") :])

    return imported


def told(report: dict[str, Any]) -> dict[str, str]:
    return {file["file"]: file["outcome"] for file in report["files"]}


def tables() -> dict[str, int]:
    """The published tables of consumption by name, with their rows."""
    resources = dataset(f"consommations-energie-{OWNER}")["resources"]
    rows = {one["name"]: helpers.call_action("datastore_search", resource_id=one["id"])["total"] for one in resources}
    return dict(sorted(rows.items()))


def dataset(name: str) -> dict[str, Any]:
    site = helpers.call_action("get_site_user")["name"]
    found: dict[str, Any] = helpers.call_action("package_show", {"user": site, "ignore_auth": True}, id=name)
    return found


def test_each_file_goes_where_its_kind_belongs_and_a_bad_one_stops_no_other(run: Run, tmp_path: Path) -> None:
    bills, other = tmp_path / "mairie 2023.csv", tmp_path / "notes.csv"
    bills.write_text(BILLS.format(value="1250,5"), encoding="utf-8")
    other.write_text("titre;auteur\nGerminal;Zola\n", encoding="utf-8")
    code, report = run(
        FIXTURES / "enedis_sge_r63.csv",
        FIXTURES / "enedis_compte_puissance.csv",
        tmp_path / "absent.csv",
        other,
        FIXTURES / "factures_gaz.xlsx",
        bills,
        FIXTURES / "enedis_sge_r64.json",
        FIXTURES / "operat_activites.json",
    )
    assert code == 1
    assert told(report) == {
        "enedis_sge_r63.csv": "published",
        "enedis_compte_puissance.csv": "refused",
        "absent.csv": "unreadable",
        "notes.csv": "unknown",
        "factures_gaz.xlsx": "published",
        "mairie 2023.csv": "published",
        "enedis_sge_r64.json": "published",
        "operat_activites.json": "published",
    }
    assert report["counts"] == {
        "published": 5, "unchanged": 0, "refused": 1, "unknown": 1, "unreadable": 1, "failed": 0
    }  # fmt: skip
    by_file = {file["file"]: file for file in report["files"]}
    assert by_file["enedis_sge_r63.csv"]["layout"] == "Enedis SGE R63"
    assert by_file["mairie 2023.csv"]["layout"] == ""
    assert by_file["enedis_compte_puissance.csv"]["reasons"]
    readings, meters_bills = dataset(f"releves-energie-{OWNER}"), dataset(f"factures-energie-{OWNER}")
    assert [dataset["private"] for dataset in (readings, meters_bills)] == [True, True]
    assert len(readings["resources"]) == 1
    assert dataset(f"activites-energie-{OWNER}")["private"] is True
    assert dataset(f"consommations-energie-{OWNER}")["private"] is False
    assert [resource["format"] for resource in meters_bills["resources"]] == ["XLSX"]

    again, second = run(FIXTURES / "enedis_sge_r63.csv", FIXTURES / "factures_gaz.xlsx", bills)
    assert (again, set(told(second).values())) == (0, {"unchanged"})


def test_nothing_of_a_first_file_that_is_refused_is_to_be_seen_in_public(run: Run, tmp_path: Path) -> None:
    bad, good = tmp_path / "mauvaise.csv", tmp_path / "bonne.csv"
    bad.write_text(BILLS.format(value="douze"), encoding="utf-8")
    good.write_text(BILLS.format(value="12"), encoding="utf-8")
    code, report = run(bad)
    assert (code, told(report)) == (1, {"mauvaise.csv": "refused"})
    assert report["files"][0]["reasons"]
    assert f"consommations-energie-{OWNER}" not in helpers.call_action("package_list", {"ignore_auth": True})
    run(good, bad)
    assert [one["name"] for one in dataset(f"consommations-energie-{OWNER}")["resources"]] == ["bonne"]
    refused, _ = run(FIXTURES / "factures_gaz.xlsx", options=("--dataset", f"consommations-energie-{OWNER}"))
    assert refused == 1
    assert [one["name"] for one in dataset(f"consommations-energie-{OWNER}")["resources"]] == ["bonne"]


def test_a_file_of_the_name_of_an_earlier_one_says_what_it_replaces(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "factures.csv"
    path.write_text(BILLS.format(value="12"), encoding="utf-8")
    assert run(path)[1]["files"][0]["replaced"] == ""
    assert run(path)[1]["files"][0]["replaced"] == ""
    path.write_text(BILLS.format(value="13"), encoding="utf-8")
    (said,) = run(path)[1]["files"]
    assert said["replaced"].startswith("remplace la table « factures » du ")
    assert "(1 ligne)" in said["replaced"]
    assert said["kept"] == ""


def test_the_file_of_a_later_month_leaves_the_months_before_it_where_they_are(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "factures.csv"
    january, february = BILLS.format(value="12"), BILLS.format(value="13").replace("01/02/", "01/03/", 1)
    february = february.replace(";01/01/", ";01/02/")
    path.write_text(january, encoding="utf-8")
    run(path)
    path.write_text(february, encoding="utf-8")
    (said,) = run(path)[1]["files"]
    assert (said["outcome"], said["replaced"]) == ("published", "")
    assert said["kept"].startswith("la table « factures » du ")
    assert "--replace" in said["kept"]
    assert tables() == {"factures": 1, "factures (02/2023)": 1}
    assert told(run(path)[1]) == {"factures.csv": "unchanged"}

    path.write_text(january + february.splitlines()[1] + "\n", encoding="utf-8")
    assert run(path)[1]["files"][0]["replaced"].startswith("remplace la table « factures »")
    assert tables() == {"factures": 2, "factures (02/2023)": 1}
    path.write_text(february.replace("13", "14"), encoding="utf-8")
    (said,) = run(path, options=("--replace",))[1]["files"]
    assert said["replaced"].startswith("remplace la table « factures » du ")
    assert tables() == {"factures": 1, "factures (02/2023)": 1}


def test_a_file_named_after_a_meter_is_the_same_table_when_it_comes_again(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mairie_09000000000201.csv"
    path.write_text(BILLS.format(value="12"), encoding="utf-8")
    run(path)
    assert told(run(path)[1]) == {path.name: "unchanged"}
    assert tables() == {"mairie": 1}


def test_a_file_of_another_kind_never_takes_the_place_of_a_table_of_its_name(run: Run, tmp_path: Path) -> None:
    bills, estate = tmp_path / "mairie.csv", tmp_path / "b" / "mairie.csv"
    estate.parent.mkdir()
    bills.write_text(BILLS.format(value="12"), encoding="utf-8")
    estate.write_text("id_batiment;nom;code_insee;type;surface_m2\nMAIRIE;Mairie;76540;administration;0\n", "utf-8")
    run(bills, options=("--dataset", "tout"))
    (said,) = run(estate, options=("--dataset", "tout"))[1]["files"]
    assert "d'un autre modèle, est gardée" in said["kept"]
    assert {one["name"] for one in dataset("tout")["resources"]} == {"mairie", "mairie (Bâtiments)"}
    assert [notice for notice in said["notices"] if "0" in notice]


def test_what_a_command_shows_is_not_lost_among_the_log(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, levels = logging.getLogger("ckanext"), []

    def seen(path: Path, _given: Any, _watch: Any) -> Imported:
        levels.append(log.getEffectiveLevel())
        return Imported(path.name, Outcome.PUBLISHED)

    monkeypatch.setattr(importing, "import_file", seen)
    monkeypatch.setattr(log, "level", logging.INFO)
    run(tmp_path / "factures.csv")
    assert (levels, log.level) == ([logging.WARNING], logging.INFO)


def test_two_files_of_the_same_name_are_two_tables_and_one_dataset_may_take_them(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / year / "mairie.csv" for year in ("2022", "2023")]
    for path, value in zip(files, ("1", "2"), strict=True):
        path.parent.mkdir()
        path.write_text(BILLS.format(value=value).replace("2023", path.parent.name), encoding="utf-8")
    code, report = run(*files, options=("--dataset", "mairie-energie"))
    assert (code, report["counts"]["published"]) == (0, 2)
    assert {resource["name"] for resource in dataset("mairie-energie")["resources"]} == {"2022 mairie", "2023 mairie"}


def test_files_that_an_officer_has_described_are_recognised_or_read_by_the_mapping_that_is_named(
    run: Run, energy_portal: dict[str, Any], tmp_path: Path, test_request_context: Any
) -> None:
    path = tmp_path / "gaz 2021.csv"
    path.write_text(UNKNOWN, encoding="utf-8")
    assert told(run(path)[1]) == {"gaz 2021.csv": "unknown"}
    upload = FileStorage(stream=BytesIO(UNKNOWN.encode()), filename=path.name, name="upload")
    site = {"user": helpers.call_action("get_site_user")["name"], "ignore_auth": True}
    with test_request_context():
        proposed = helpers.call_action("rouen_energy_mapping_propose", site, upload=upload, owner=OWNER)
        given = {"owner": OWNER, "mapping": proposed["mapping"], "title": "Relevés de Trédi"}
        helpers.call_action("rouen_energy_mapping_save", site, **given)
    code, report = run(path)
    assert (code, report["files"][0]["layout"], report["files"][0]["rows"]) == (0, "Relevés de Trédi", 2)
    code, report = run(FIXTURES / "enedis_sge_r63.csv", options=("--mapping", "Relevés de Trédi"))
    assert (code, report["files"][0]["outcome"]) == (1, "refused")
    assert report["files"][0]["layout"] == "Relevés de Trédi"


def test_the_report_in_words_is_one_line_for_each_file_and_one_for_all(
    energy_portal: dict[str, Any], cli: Any, tmp_path: Path
) -> None:
    good, bad = tmp_path / "bonne.csv", tmp_path / "mauvaise.csv"
    good.write_text(BILLS.format(value="1250,5"), encoding="utf-8")
    bad.write_text(BILLS.format(value="douze"), encoding="utf-8")
    done = cli.invoke(ckan, ["rouen", "energy", "import", str(good), str(bad), "--owner", OWNER])
    lines = done.output.splitlines()
    where = f"consommations-energie-{OWNER} (energy/consumption)"
    assert done.exit_code == 1
    assert f"bonne.csv : publié · 1 ligne · {where}" in lines
    assert f"mauvaise.csv : refusé · {where}" in lines
    assert lines[-1] == "2 fichiers : 1 publié, 1 refusé."
    assert any(line.startswith("    ligne 2 : ") and "Attendu : " in line for line in lines)


@pytest.mark.parametrize("options", [("--owner", "inconnue"), ("--owner", OWNER, "--mapping", "inconnue")])
def test_an_owner_or_a_mapping_that_nobody_knows_is_said_before_anything_is_done(
    energy_portal: dict[str, Any], cli: Any, options: tuple[str, ...]
) -> None:
    done = cli.invoke(ckan, ["rouen", "energy", "import", str(FIXTURES / "enedis_sge_r63.csv"), *options])
    assert done.exit_code == 2
    assert model.Session.query(model.Package).count() == 0
