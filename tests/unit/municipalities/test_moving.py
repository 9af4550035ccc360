"""What another catalogue says is read as this portal says it."""

from __future__ import annotations

from datetime import date

import pytest
from ckanext.rouen_municipalities.core.moving import ckan, opendatasoft
from ckanext.rouen_municipalities.core.moving.found import moment, text_of
from ckanext.rouen_municipalities.core.moving.publishers import METROPOLE, Match, communes_named, match_publisher
from ckanext.rouen_municipalities.core.moving.vocabulary import frequency_code, licence_id, theme_codes
from ckanext.rouen_municipalities.core.territory import communes_at

COMMUNES = communes_at(date(2026, 11, 22))
LICENCES = ("etalab-2.0", "odc-odbl", "cc-by-4.0", "cc-zero", "other-closed", "notspecified")


@pytest.mark.parametrize(
    ("written", "insee"),
    [
        ("Rouen", "76540"),
        ("Ville de Rouen", "76540"),
        ("VILLE DE ROUEN (76000)", "76540"),
        ("Mairie d'Elbeuf", "76231"),
        ("Commune du Mesnil-Esnard", "76429"),
        ("Le Mesnil Esnard", "76429"),
        ("St Etienne du Rouvray", "76575"),
        ("Sotteville-les-Rouen", "76681"),
        ("Métropole Rouen Normandie", METROPOLE),
        ("METROPOLE ROUEN", METROPOLE),
        ("MRN", METROPOLE),
    ],
)
def test_a_publisher_is_known_however_it_is_spelled(written: str, insee: str) -> None:
    assert match_publisher(written, "", COMMUNES) == Match(insee)


def test_a_slip_of_the_pen_is_read_over_and_told() -> None:
    assert match_publisher("Ville de Sotevile-lès-Rouen", "", COMMUNES) == Match("76681", sure=False)


@pytest.mark.parametrize("written", ["", "Département de la Seine-Maritime", "Ville du Havre", "Saint"])
def test_nobody_is_taken_for_a_commune(written: str) -> None:
    assert match_publisher(written, "", COMMUNES).code == ""


def test_places_are_known_by_name_and_by_code_and_only_those_of_the_territory() -> None:
    places = ["France", "Normandie", "Rouen", "fr_70_76681", "fr_60_200023414", "ROUEN", "Le Havre"]
    assert communes_named(places, COMMUNES) == ["76540", "76681"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2025-03-04T10:20:30+01:00", "2025-03-04T09:20:30"),
        ("2025-03-04T10:20:30Z", "2025-03-04T10:20:30"),
        ("2025-03-04", "2025-03-04T00:00:00"),
        ("hier", ""),
        (None, ""),
    ],
)
def test_a_moment_is_kept_in_universal_time_or_not_at_all(written: str | None, kept: str) -> None:
    assert moment(written) == kept


@pytest.mark.parametrize(("code", "who"), [("20002341400017", METROPOLE), ("217605401", "76540"), ("76231", "76231")])
def test_a_code_tells_more_than_a_name(code: str, who: str) -> None:
    assert match_publisher("Direction des sports", code, COMMUNES) == Match(who)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        (["Environnement"], ["ENVI"]),
        (["Transports, Déplacements", "Environnement"], ["TRAN", "ENVI"]),
        (["Administration, Gouvernement, Finances publiques, Citoyenneté"], ["GOVE"]),
        (["http://publications.europa.eu/resource/authority/data-theme/HEAL"], ["HEAL"]),
        (["Divers"], []),
    ],
)
def test_themes_in_words_or_codes(written: list[str], codes: list[str]) -> None:
    assert theme_codes(written) == codes


@pytest.mark.parametrize(
    ("written", "licence"),
    [
        ("Licence Ouverte v2.0 (Etalab)", "etalab-2.0"),
        ("https://www.etalab.gouv.fr/licence-ouverte-open-licence", "etalab-2.0"),
        ("fr-lo", "etalab-2.0"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "odc-odbl"),
        ("Open Database License (ODbL)", "odc-odbl"),
        ("CC BY 4.0", "cc-by-4.0"),
        ("CC BY-NC 4.0", ""),
        ("Conditions particulières", ""),
    ],
)
def test_licences_in_words_or_addresses(written: str, licence: str) -> None:
    assert licence_id(written, LICENCES) == licence


@pytest.mark.parametrize(
    ("written", "code"), [("Annuelle", "ANNUAL"), ("temps réel", "UPDATE_CONT"), ("au besoin", "")]
)
def test_frequencies(written: str, code: str) -> None:
    assert frequency_code(written) == code


def test_a_description_in_html_becomes_text_with_its_links() -> None:
    html = '<p>Les <b>piscines</b></p><ul><li>une</li></ul><a href="https://example.org">site</a><script>x</script>'
    assert text_of(html).startswith("Les piscines\n\n- une")
    assert "site (https://example.org)" in text_of(html)


def test_an_entry_of_opendatasoft_has_its_exports_and_attachments() -> None:
    entry = {
        "dataset_id": "piscines",
        "has_records": True,
        "features": ["analyze", "geo"],
        "attachments": [{"id": "notice_pdf", "title": "notice.pdf", "mimetype": "application/pdf"}],
        "metas": {"default": {"title": "Piscines", "theme": ["Sports, Loisirs"], "publisher": "Ville de Rouen"}},
    }
    found = opendatasoft.read_dataset(entry, "https://data.example.org")
    base = "https://data.example.org/api/explore/v2.1/catalog/datasets/piscines"
    assert {resource.format: resource.url for resource in found.resources} == {
        "CSV": f"{base}/exports/csv",
        "Parquet": f"{base}/exports/parquet",
        "JSON": f"{base}/exports/json",
        "XLSX": f"{base}/exports/xlsx",
        "GeoJSON": f"{base}/exports/geojson",
        "PDF": f"{base}/attachments/notice_pdf",
    }


def test_a_dataset_without_records_has_no_exports() -> None:
    assert opendatasoft.read_dataset({"dataset_id": "vide", "has_records": False}, "https://x").resources == ()


def test_an_extra_of_ckan_counts_as_a_field() -> None:
    package = {"id": "1", "title": "Écoles", "extras": [{"key": "theme", "value": '["EDUC"]'}]}
    assert ckan.read_dataset(package).themes == ("EDUC",)


def test_any_change_at_the_source_shows() -> None:
    package = {"id": "1", "title": "Écoles"}
    assert ckan.read_dataset(package).digest != ckan.read_dataset({**package, "notes": "x"}).digest
