"""The form of a tile: what it shows of a document, and the document that it makes."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_tiles.core.tile import form, yaml_text

FOLDER = Path(form.__file__).parents[2] / "data" / "tiles"
FILES = sorted(FOLDER.glob("*.yaml"))
RESOURCE = "0ee7c21c-1d0e-4a3a-9f0c-6f6a2b6f5f10"

RICH = f"""
id: piscines
category: sport
rank: 7
title: {{fr: Piscines, en: Pools}}
summary: {{fr: Nager}}
a11y: {{label: {{fr: Piscines}}, hint: {{fr: Ouvre la liste}}}}
icon: swim
kind: map_list
department: sports
params: [{{key: commune, type: insee, required: true}}]
sources:
- resource: {RESOURCE}
  profile: rouen/equipements
  map:
    title: NOM
    point: [LON, LAT]
    address: RUE
    facets: {{couvert: COUVERT, bassin: BASSIN}}
    fields: {{longueur: LONG}}
  freshness: {{basis: source_modified, warn: P30D, fail: P90D}}
  municipality: {{by: declared, communes: ["76540", "76484"], min_rows: 2}}
- {{resource: {RESOURCE}, role: auxiliary, municipality: {{by: column, field: insee}}}}
view:
  legend: [{{key: piscine, label: {{fr: Piscine}}}}]
  filters: [{{key: couvert, label: {{fr: Couverte, en: Indoor}}}}]
  fields: [{{key: longueur, label: {{fr: Longueur}}, unit: m}}]
  sort: title
on_unhealthy: hide
audience: {{communes: ["76540"]}}
window: {{from: "2026-06-01", until: "2026-09-01T08:00:00Z"}}
notice: {{level: warning, text: {{fr: Grève}}, from: "2026-07-01"}}
client: {{min: {{ios: "3.1.0"}}}}
action: {{type: open_data, web_url: "https://example.org/"}}
owner: {{organization: metropole-rouen-normandie, contact: a@example.org}}
attribution: [{{text: Métropole, licence: etalab-2.0}}]
privacy: {{location: approximate, personal_data: false}}
"""


def as_sent(document: dict[str, Any], **changed: Any) -> dict[str, list[str]]:
    """What a browser sends of the form of a document, with some fields filled in otherwise."""
    sent: dict[str, list[str]] = {}
    for name, value in (form.values(document) | changed).items():
        if isinstance(value, list) and all(isinstance(item, dict) for item in value) and value:
            for place, row in enumerate(value):
                sent |= {f"{name}[{place}].{column}": [said] for column, said in row.items()}
        elif isinstance(value, list):
            if value:
                sent[name] = value
        elif "freshness." in name and " " in value:
            sent[name] = value.split(" ")
        elif value or not name.endswith("personal_data"):
            sent[name] = [value]
    return sent


def documents() -> list[Any]:
    return [pytest.param(yaml_text.load(file.read_bytes()), id=file.stem) for file in FILES] + [
        pytest.param(yaml_text.load(RICH), id="rich")
    ]


def test_there_are_shipped_tiles_to_look_at() -> None:
    assert len(FILES) >= 5


@pytest.mark.parametrize("document", documents())
def test_going_through_the_form_without_a_change_changes_nothing(document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    made = form.filled(as_sent(document), document)
    assert yaml_text.dump(made) == yaml_text.dump(before)
    assert document == before


@pytest.mark.parametrize(
    ("changed", "path", "expected"),
    [
        ({"title.en": ""}, "title", {"fr": "Piscines"}),
        ({"rank": "12"}, "rank", 12),
        ({"rank": "douze"}, "rank", "douze"),
        ({"audience": "all"}, "audience", {"communes": "all"}),
        ({"audience.communes": ["76540", "76484"]}, "audience", {"communes": ["76484", "76540"]}),
        ({"window.from": ""}, "window", {"until": "2026-09-01T08:00:00Z"}),
        ({"window.from": "2026-06-02T07:30"}, "window.from", "2026-06-02T07:30"),
        (dict.fromkeys(("notice.text.fr", "notice.from"), ""), "notice", None),
        ({"notice.text.en": "Strike"}, "notice.text", {"fr": "Grève", "en": "Strike"}),
        ({"fallback.web_url": "https://a.fr/"}, "fallback", {"type": "open_url", "web_url": "https://a.fr/"}),
        ({"client.min.ios": ""}, "client", None),
        ({"privacy.personal_data": "1"}, "privacy.personal_data", True),
        ({"sources[0].map.title": "TITRE"}, "sources[0].map.title", "TITRE"),
        ({"sources[0].map.address": ["RUE", "VILLE"]}, "sources[0].map.address", ["RUE", "VILLE"]),
        ({"sources[0].freshness.warn": "2 H"}, "sources[0].freshness.warn", "PT2H"),
        ({"sources[0].municipality.scope": "all"}, "sources[0].municipality.communes", "all"),
        ({"sources[1].municipality.field": "code"}, "sources[1].municipality.field", "code"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) and value else str(value),
)
def test_a_field_filled_in_otherwise_changes_that_field_alone(changed: Any, path: str, expected: Any) -> None:
    document = yaml_text.load(RICH)
    made = form.filled(as_sent(document, **changed), document)
    assert form.get(made, path) == expected
    assert sum(made.get(name) != document.get(name) for name in {*made, *document}) == 1


def test_a_text_may_come_from_a_column_of_each_language() -> None:
    document = yaml_text.load(RICH)
    made = form.filled(as_sent(document, **{"sources[0].map.title.en": "NAME"}), document)
    assert made["sources"][0]["map"]["title"] == {"fr": "NOM", "en": "NAME"}
    assert form.values(made)["sources[0].map.title.en"] == "NAME"
    assert form.filled(as_sent(made), made) == made


def test_one_column_alone_holds_both_longitude_and_latitude() -> None:
    document = yaml_text.load(RICH)
    made = form.filled(as_sent(document, **{"sources[0].map.point": ["GEO", ""]}), document)
    assert made["sources"][0]["map"]["point"] == "GEO"
    assert form.filled(as_sent(made), made) == made


def test_a_source_without_a_table_is_taken_out() -> None:
    document = yaml_text.load(RICH)
    made = form.filled(as_sent(document, **{"sources[1].resource": ""}), document)
    assert [source["resource"] for source in made["sources"]] == [RESOURCE]
    assert made["sources"][0] == document["sources"][0]


def test_a_filter_is_a_column_and_what_people_call_it() -> None:
    document = yaml_text.load(RICH)
    rows = form.values(document)["view.filters"]
    assert [row["key"] for row in rows] == ["couvert", "bassin"]
    new = {"key": "", "column": "PRIX", "label.fr": "Prix d'entrée", "label.en": "", "unit": ""}
    made = form.filled(as_sent(document, **{"view.filters": [rows[0], new]}), document)
    assert made["sources"][0]["map"]["facets"] == {"couvert": "COUVERT", "prix_d_entree": "PRIX"}
    assert made["view"]["filters"][1] == {"key": "prix_d_entree", "label": {"fr": "Prix d'entrée"}}
    assert made["view"]["filters"][0] == document["view"]["filters"][0]


def test_a_new_tile_is_written_in_the_order_of_the_shipped_ones_and_named_after_its_title() -> None:
    sent = {
        "title.fr": ["Piscines d'été"],
        "summary.fr": ["Nager\r\ndehors"],
        "icon": ["swim"],
        "audience": ["all"],
        "sources[0].resource": [RESOURCE],
        "sources[0].municipality.by": ["column"],
        "sources[0].municipality.field": ["insee"],
    }
    made = form.filled(sent, form.blank("map_list", "oissel"))
    assert made["id"] == "piscines-d-ete"
    assert list(made) == ["id", "title", "summary", "icon", "kind", "params", "sources", "owner"]
    assert made["summary"]["fr"] == "Nager\ndehors"
    assert made["sources"] == [{"resource": RESOURCE, "municipality": {"by": "column", "field": "insee"}}]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Bus, métro et TEOR", "bus-metro-et-teor"), ("2 roues", ""), ("Ça", ""), ("É" * 80, "e" * 49)],
)
def test_a_title_gives_an_address_when_it_can(title: str, expected: str) -> None:
    assert form.identifier(title) == expected


def test_what_the_form_has_no_place_for_is_named() -> None:
    document = yaml_text.load(RICH)
    assert form.not_shown(document) == []
    document["sources"][0]["map"]["later"] = "COLONNE"
    document["later"] = {"more": 1}
    assert form.not_shown(document) == ["sources[0].map.later", "later.more"]
