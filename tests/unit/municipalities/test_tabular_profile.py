"""A descriptor becomes a profile, or an error that says where."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.cells import CellError
from ckanext.rouen_municipalities.core.tabular.profile import (
    NoOverlap,
    ProfileError,
    RowRule,
    Unique,
    load_profile,
    read_profiles,
)
from ckanext.rouen_municipalities.core.tabular.reader import FieldReader

SHARED = Path(os.environ.get("ROUEN_SHARED_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data")
SCDL = sorted((SHARED / "scdl").glob("*.schema.json"))

CONSUMPTION: dict[str, Any] = {
    "name": "energy/consumption",
    "version": "1.0.0",
    "title": {"fr": "Consommations", "en": "Consumption"},
    "fields": [
        {"name": "id_compteur", "type": "code", "aliases": ["PRM"], "constraints": {"required": True}},
        {"name": "debut", "type": "date"},
        {"name": "fin", "type": "date"},
        {"name": "valeur", "type": "number", "unit": "kWh", "constraints": {"minimum": 0}},
    ],
    "primaryKey": ["id_compteur", "debut"],
    "rules": [
        {"rule": "no-overlap", "key": ["id_compteur"], "start": "debut", "end": "fin"},
        {"rule": "compare", "fields": ["debut", "fin"], "operator": "<"},
    ],
    "publication": {"indexes": [["debut"]], "fullText": True, "preamble": 3},
}


def test_a_profile_says_fields_rules_and_hints() -> None:
    profile = load_profile(CONSUMPTION)
    assert [field.postgresql_type for field in profile.fields] == ["text", "date", "date", "numeric"]
    assert profile.table_rules == (Unique(("id_compteur", "debut")), NoOverlap(("id_compteur",), "debut", "fin"))
    assert profile.row_rules == (RowRule("compare", ("debut", "fin"), "<"),)
    assert (profile.hints.indexes, profile.hints.full_text, profile.hints.preamble) == ((("debut",),), True, 3)
    assert profile.title.text("en") == "Consumption"
    assert profile.field("valeur").constraints.minimum == "0"


def test_the_hash_is_that_of_the_meaning_not_of_the_order_of_keys() -> None:
    shuffled = dict(reversed(list(CONSUMPTION.items())))
    assert load_profile(shuffled).sha256 == load_profile(CONSUMPTION).sha256
    assert load_profile({**CONSUMPTION, "version": "1.0.1"}).sha256 != load_profile(CONSUMPTION).sha256


def field(**changes: Any) -> dict[str, Any]:
    return {"name": "essai", "fields": [{"name": "x", **changes}]}


@pytest.mark.parametrize(
    ("descriptor", "where"),
    [
        ({"fields": [{"name": "x"}]}, "name"),
        ({"name": "essai"}, "fields"),
        ({"name": "essai", "fields": []}, "fields"),
        ({"name": "essai", "fields": ["x"]}, "fields[0]"),
        ({"name": "essai", "fields": [{"type": "string"}]}, "fields[0].name"),
        (field(type="texte"), "fields[0] (x).type"),
        (field(type="date", format="%m/%d/%Y"), "format"),
        (field(type="string", format="excel"), "format"),
        (field(type="datetime", timezone="Europe/Rouen"), "timezone"),
        (field(constraints={"pattern": "("}), "constraints.pattern"),
        (field(constraints={"pattern": r"(a)\1"}), "constraints.pattern"),
        (field(type="number", constraints={"minimum": "zéro"}), "constraints.minimum"),
        (field(type="date", constraints={"maximum": "31/02/2026"}), "constraints.maximum"),
        (field(type="string", constraints={"minimum": 3}), "constraints.minimum"),
        (field(constraints={"maxLength": "5"}), "constraints.maxLength"),
        (field(type="integer", constraints={"enum": ["un"]}), "constraints.enum"),
        (field(name="_id"), "fields (_id)"),
        (field(name="x" * 64), "fields"),
        (field(name='a"b'), "fields"),
        (field(name=" a"), "fields"),
        (field(title=["fr"]), "title"),
        (field(aliases="x"), "aliases"),
        ({"name": "essai", "fields": [{"name": "Année"}, {"name": "annee"}]}, "fields (annee)"),
        ({"name": "essai", "fields": [{"name": "a"}, {"name": "b", "aliases": ["A"]}]}, "fields (b)"),
        ({**field(), "primaryKey": ["y"]}, "primaryKey"),
        ({**field(), "rules": [{"rule": "inconnue"}]}, "rules[0]"),
        ({**field(), "rules": [{"rule": "compare", "fields": ["x", "x"], "operator": "~"}]}, "rules[0]"),
        ({**field(), "rules": [{"rule": "unique", "fields": ["y"]}]}, "rules[0]"),
        ({**field(), "custom_checks": [{"name": "inconnu"}]}, "custom_checks[0]"),
        ({**field(), "publication": {"preamble": -1}}, "publication.preamble"),
        ({**field(), "publication": {"indexes": [["y"]]}}, "publication.indexes"),
    ],
)
def test_a_wrong_descriptor_is_refused_where_it_is_wrong(descriptor: dict[str, Any], where: str) -> None:
    with pytest.raises(ProfileError) as error:
        load_profile(descriptor)
    assert where in error.value.where


def test_a_pattern_from_outside_cannot_stall_the_worker() -> None:
    profile = load_profile(field(constraints={"pattern": "^(a+)+$"}))
    assert profile.fields[0].constraints.pattern == "^(a+)+$"


def test_profiles_of_a_folder_come_by_name_and_a_broken_one_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(json.dumps(CONSUMPTION), encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps({**CONSUMPTION, "name": "energy/bills"}), encoding="utf-8")
    assert [profile.name for profile in read_profiles(tmp_path)] == ["energy/bills", "energy/consumption"]
    (tmp_path / "c.json").write_text("{", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"c\.json"):
        read_profiles(tmp_path)


@pytest.mark.skipif(len(SCDL) < 8, reason=f"the eight SCDL schemas are not in {SHARED / 'scdl'}")
def test_the_eight_scdl_schemas_load() -> None:
    profiles = {
        profile.name: profile for profile in map(load_profile, (json.loads(path.read_text("utf-8")) for path in SCDL))
    }
    assert {name: len(profile.fields) for name, profile in profiles.items()} == {
        "budget": 22,
        "catalogue": 20,
        "deliberations": 17,
        "equipements": 21,
        "menus-collectifs": 26,
        "plats-menus-collectifs": 21,
        "prenoms": 6,
        "subventions": 16,
    }
    assert profiles["subventions"].field("idAttribuant").format == "siret"
    assert profiles["subventions"].row_rules == (RowRule("one-of-required", ("idBeneficiaire", "rnaBeneficiaire")),)
    assert profiles["deliberations"].field("BUDGET_ANNEE").format == "year-or-interval"
    assert profiles["deliberations"].field("DELIB_MATIERE_NOM").format == "actes"
    assert profiles["menus-collectifs"].field("menuPlatSiqo").format == "array"


#: examples that the schemas give and that their own rules refuse
WRONG_EXAMPLES = {
    ("plats-menus-collectifs", "platProduitFournisseurSiret"),
    ("deliberations", "DELIB_MATIERE_NOM"),  # begins with an apostrophe
}


@pytest.mark.skipif(not SCDL, reason=f"the SCDL schemas are not in {SHARED / 'scdl'}")
@pytest.mark.parametrize("path", SCDL, ids=lambda path: path.name)
def test_every_example_of_a_national_schema_is_accepted(path: Path) -> None:
    profile = load_profile(json.loads(path.read_text("utf-8")))
    for field in profile.fields:
        if field.example and (profile.name, field.name) not in WRONG_EXAMPLES:
            assert FieldReader(field, {}, 10_000).read(field.example) is not None


def checked(name: str, **parameters: str) -> FieldReader:
    """The reader of a column under a check of a national schema."""
    checks = [{"name": name, "params": {"column": "x", **parameters}}]
    return FieldReader(load_profile({**field(), "custom_checks": checks}).fields[0], {}, 1000)


@pytest.mark.parametrize(
    ("reader", "accepted", "refused"),
    [
        (
            checked("year-interval-value"),
            ["2017/2018", "1999/2030"],
            ["2018", "2018/2018", "2018/2017", "17/18", "2017/2018/2019"],
        ),
        (checked("year-interval-value", **{"allow-year-only": "yes"}), ["2018", "2017/2018"], ["2018/2017", "bientôt"]),
        (
            checked("nomenclature-actes-value"),
            ["urbanisme/documents d'urbanisme", "COMMANDE PUBLIQUE/x", "Domaines de competences par themes/a/b"],
            ["urbanisme", "urbanisme/", "urbanisme /x", "urbanisme/ x", "jardinage/x", "'urbanisme/x"],
        ),
        (checked("french-siren-value"), ["200023414"], ["200023415", "20002341"]),
    ],
)
def test_checks_of_national_schemas_are_those_of_cells(
    reader: FieldReader, accepted: list[str], refused: list[str]
) -> None:
    assert [reader.read(text) for text in accepted] == accepted
    for text in refused:
        with pytest.raises(CellError):
            reader.read(text)
