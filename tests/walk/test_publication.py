"""An officer's file goes in by API token and comes out as a table with types; a bad one changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from french_office import BAD, ERRORS, GOOD, HEADER, PROFILE, TYPED, TYPES
from outside import Portal, Refused

COLUMNS = ("id", "nom", "code_postal", "latitude", "longitude", "capacite", "date_maj")


def test_the_model_tells_which_columns_the_file_has(anyone: Portal) -> None:
    assert PROFILE in {profile["name"] for profile in anyone.read("rouen_profile_list")}
    profile = anyone.read("rouen_profile_show", name=PROFILE)
    assert [column["name"] for column in profile["fields"]] == HEADER.split(";")


def test_the_dataset_keeps_theme_licence_frequency_and_communes(anyone: Portal, dataset: dict[str, Any]) -> None:
    shown = anyone.read("package_show", id=dataset["id"])
    kept = {name: shown[name] for name in ("theme", "license_id", "frequency", "communes", "state", "private")}
    assert kept == {
        "theme": "ECON",
        "license_id": "etalab-2.0",
        "frequency": "ANNUAL",
        "communes": ["76540"],
        "state": "active",
        "private": False,
    }
    assert shown["organization"]["name"] == "rouen"


def test_an_unknown_theme_is_refused_by_the_name_of_the_field(officer: Portal, new_name: Callable[[], str]) -> None:
    with pytest.raises(Refused) as refusal:
        officer.call("package_create", name=new_name(), title="X", notes="x", owner_org="rouen", theme="CATS")
    assert refusal.value.status == 409
    assert "theme" in refusal.value.error


def test_an_officer_writes_nothing_in_another_organisation(officer: Portal, new_name: Callable[[], str]) -> None:
    with pytest.raises(Refused) as refusal:
        officer.call("package_create", name=new_name(), title="X", notes="x", owner_org="elbeuf", theme="ECON")
    assert refusal.value.status == 403


def test_the_file_is_published_as_it_was_read(published: dict[str, Any]) -> None:
    assert (published["state"], published["rows"], published["columns"]) == ("published", len(TYPED), 10)
    assert published["profile"] == PROFILE
    file = published["file"]
    assert (file["bytes"], file["sha256"]) == (len(GOOD), hashlib.sha256(GOOD).hexdigest())
    assert file["encoding"].lower().replace("-", "") in ("cp1252", "windows1252")
    assert file["delimiter"] == ";"
    assert published["finished"] >= published["started"]


def test_the_table_has_types_and_typed_values(anyone: Portal, published: dict[str, Any]) -> None:
    table = anyone.read("datastore_search", resource_id=published["resource_id"], sort="id")
    types = {field["id"]: field["type"] for field in table["fields"]}
    assert {name: types[name] for name in TYPES} == TYPES
    assert [tuple(row[name] for name in COLUMNS) for row in table["records"]] == list(TYPED)


@pytest.mark.parametrize(
    ("column", "value", "expected"), [("code_postal", "01400", ["0007"]), ("capacite", 24, ["0001"])]
)
def test_the_table_is_filtered_by_value(
    anyone: Portal, published: dict[str, Any], column: str, value: object, expected: list[str]
) -> None:
    found = anyone.call("datastore_search", resource_id=published["resource_id"], filters={column: value})
    assert [row["id"] for row in found["records"]] == expected


def test_the_table_is_sorted_by_day_and_not_by_text(anyone: Portal, published: dict[str, Any]) -> None:
    sorted_table = anyone.read("datastore_search", resource_id=published["resource_id"], sort="date_maj desc")
    assert [row["id"] for row in sorted_table["records"]] == ["0002", "0001", "0007"]


def test_anyone_downloads_the_very_file(anyone: Portal, published: dict[str, Any]) -> None:
    resource = anyone.read("resource_show", id=published["resource_id"])
    assert anyone.get(resource["url"]).content == GOOD
    assert resource["datastore_active"] is True


def test_the_bad_file_is_refused_by_line_column_value_and_reason(refused: dict[str, Any]) -> None:
    assert refused["state"] == "refused"
    assert refused["file"]["sha256"] == hashlib.sha256(BAD).hexdigest()
    report = refused["report"]
    assert report["errors"] == len(ERRORS)
    assert {(issue["line"], issue["column"], issue["value"]) for issue in report["issues"]} == ERRORS
    assert sum(rule["count"] for rule in report["by_rule"]) == len(ERRORS)
    reasons = {issue["column"]: issue["message"] for issue in report["issues"]}
    assert "zéro" in reasons["code_postal"]
    assert all(len(reason) > len("non valable") for reason in reasons.values())


def test_the_reason_is_told_in_the_language_of_the_caller(officer: Portal, refused: dict[str, Any]) -> None:
    answer = officer.get("/en/api/3/action/rouen_publication_show", params={"id": refused["id"]}).json()["result"]
    messages = {issue["column"]: issue["message"] for issue in answer["report"]["issues"]}
    assert "zero" in messages["code_postal"]


def test_nobody_else_reads_the_refused_file(anyone: Portal, refused: dict[str, Any]) -> None:
    answer = anyone.get("/api/3/action/rouen_publication_show", params={"id": refused["id"]})
    assert answer.status_code in (403, 404)
    assert "environ 49" not in answer.text


def test_the_refused_file_changes_neither_table_nor_download_nor_date(
    refused: dict[str, Any], before: dict[str, Any], look: Callable[[], dict[str, Any]]
) -> None:
    assert refused["state"] == "refused"
    assert len(before["rows"]) == len(TYPED)
    assert before["file"] == GOOD
    assert look() == before


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "ne contient rien"),
        (b"PK\x03\x04" + bytes(range(256)) * 8, "abîmé"),
        (GOOD.replace(b"capacite", b"couleur", 1), "couleur"),
        (b"identifiant;couleur;taille\r\n1;rouge;3\r\n", "titres de colonnes"),
    ],
    ids=["empty", "binary", "an unknown column", "another header"],
)
def test_what_is_not_such_a_table_is_refused_by_name(
    officer: Portal,
    published: dict[str, Any],
    refused: dict[str, Any],
    before: dict[str, Any],
    look: Callable[[], dict[str, Any]],
    publish_over: Callable[[bytes], dict[str, Any]],
    content: bytes,
    word: str,
) -> None:
    told = publish_over(content)
    assert told["state"] == "refused"
    assert (
        word.lower() in " ".join(f"{issue['value']} {issue['message']}" for issue in told["report"]["issues"]).lower()
    )
    assert look() == before
