"""Codes stay text, and what a spreadsheet did to them is told."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.cells import CellError
from ckanext.rouen_municipalities.core.tabular.profile import ProfileError, load_profile
from ckanext.rouen_municipalities.core.tabular.reader import FieldReader

COMMUNES = {"communes": frozenset({"76540", "76451", "01400"})}


def reader(**field: Any) -> FieldReader:
    """The reader of a field described as in a profile."""
    profile = load_profile({"name": "essai", "fields": [{"name": "colonne", **field}]})
    return FieldReader(profile.fields[0], COMMUNES, 1000)


def refusal(cell: str, **field: Any) -> tuple[str, str]:
    """Rule and parameter by which ``cell`` is refused."""
    with pytest.raises(CellError) as error:
        reader(**field).read(cell)
    return error.value.rule, error.value.expected


def test_a_code_keeps_its_zeros_and_letters() -> None:
    read = reader(type="code", constraints={"pattern": "[0-9AB]{5}"}).read
    assert [read("01400"), read("2A004"), read(" 76540 ")] == ["01400", "2A004", "76540"]


@pytest.mark.parametrize(
    "field",
    [
        {"type": "code", "constraints": {"pattern": "^[0-9]{5}$"}},
        {"type": "code", "constraints": {"minLength": 5}},
        {"type": "code", "register": "communes"},
        {"type": "code", "constraints": {"enum": ["01400"]}},
        {"type": "string", "constraints": {"pattern": "[0-9]{5}"}},
    ],
)
def test_a_lost_leading_zero_is_told_with_the_code_that_would_be_accepted(field: dict[str, Any]) -> None:
    assert refusal("1400", **field) == ("leading-zero-lost", "01400")


def test_a_code_that_no_zero_repairs_is_refused_by_its_own_rule() -> None:
    assert refusal("99999", type="code", register="communes") == ("register-communes", "communes")
    assert refusal("14-00", type="code", constraints={"pattern": "[0-9]{5}"}, example="01400") == ("pattern", "01400")


def test_a_code_turned_into_a_number_is_told() -> None:
    assert refusal("2,00023E+13", type="code") == ("code-scientific", "")
    assert refusal("76540.0", type="code", register="communes") == ("code-decimal", "76540")


def test_a_siren_is_nine_digits_with_a_right_key() -> None:
    field = reader(type="code", format="siren")
    assert field.read("200023414") == "200023414"
    assert refusal("200023415", type="code", format="siren") == ("siren", "")


@pytest.mark.parametrize(
    ("siret", "accepted"),
    [
        ("21330063500017", True),
        ("35600000000048", True),
        ("21330063500018", False),
        ("2133006350001", False),
        ("２1330063500017", False),
    ],
)
def test_a_siret_is_fourteen_digits_with_a_right_key(siret: str, accepted: bool) -> None:
    field = reader(type="code", format="siret")
    if accepted:
        assert field.read(siret) == siret
        return
    with pytest.raises(CellError):
        field.read(siret)


def test_a_value_of_a_list_is_brought_to_the_spelling_of_the_list() -> None:
    field = reader(type="string", constraints={"enum": ["musée", "école", "côte", "coté"]})
    assert field.read("Musee") == "musée"
    assert field.remark("Musee", "musée") == "enum-spelling"
    assert field.remark("musée", "musée") == ""
    with pytest.raises(CellError) as error:
        field.read("cote")
    assert error.value.rule == "enum"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("oui", "true"),
        ("Vrai", "true"),
        ("1", "true"),
        ("TRUE", "true"),
        ("NON", "false"),
        ("faux", "false"),
        ("0", "false"),
    ],
)
def test_yes_and_no_are_french_or_english_or_digits(cell: str, value: str) -> None:
    assert reader(type="boolean").read(cell) == value


def test_other_words_than_yes_and_no_are_refused() -> None:
    assert refusal("peut-être", type="boolean")[0] == "boolean"
    assert refusal("oui", type="boolean", trueValues=["Yes"], falseValues=["No"])[0] == "boolean"


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#VALEUR!", "#DIV/0!", "########", "Err:502"])
@pytest.mark.parametrize("kind", ["string", "number", "code", "date"])
def test_an_error_of_the_spreadsheet_is_never_a_value(cell: str, kind: str) -> None:
    assert refusal(cell, type=kind)[0] == "spreadsheet-error"


def test_an_error_declared_as_missing_is_no_value() -> None:
    assert reader(type="number", missingValues=["", "#N/A"]).read("#N/A") is None


MILK = {"type": "array", "arrayItem": {"constraints": {"enum": ["lait"]}}}


@pytest.mark.parametrize(
    ("cell", "field", "found"),
    [
        ("", {"type": "number", "constraints": {"required": True}}, ("required", "")),
        ("  \u00a0", {"type": "string", "constraints": {"required": True}}, ("required", "")),
        ("-1", {"type": "number", "constraints": {"minimum": 0}}, ("minimum", "0")),
        ("101", {"type": "integer", "constraints": {"maximum": 100}}, ("maximum", "100")),
        ("01/01/1999", {"type": "date", "constraints": {"minimum": "2000-01-01"}}, ("minimum", "2000-01-01")),
        (
            "1999-12-31T23:30:00Z",
            {"type": "datetime", "constraints": {"minimum": "2000-01-01T01:00:00+01:00"}},
            ("minimum", "2000-01-01T01:00:00+01:00"),
        ),
        ("abcdef", {"type": "string", "constraints": {"maxLength": 5}}, ("max-length", "5")),
        ("ab", {"type": "string", "constraints": {"minLength": 3}}, ("min-length", "3")),
        ("x" * 1001, {"type": "string"}, ("cell-too-long", "1000")),
        ("pas une adresse", {"type": "string", "format": "email"}, ("email", "")),
        ("www.rouen.fr", {"type": "string", "format": "uri"}, ("uri", "")),
        ("lait", {"type": "array"}, ("array", "")),
        (
            '["lait","pain"]',
            {"type": "array", "arrayItem": {"constraints": {"enum": ["lait"]}}},
            ("array-item", "lait"),
        ),
    ],
)
def test_each_constraint_has_its_rule_and_says_what_it_expects(
    cell: str, field: dict[str, Any], found: tuple[str, str]
) -> None:
    assert refusal(cell, **field) == found


def test_an_empty_cell_is_no_value() -> None:
    assert reader(type="number").read("  ") is None
    assert reader(type="string", missingValues=["NC"]).read(" NC ") is None


def test_a_register_that_nobody_gives_is_an_error_of_the_profile() -> None:
    profile = load_profile({"name": "essai", "fields": [{"name": "x", "type": "code", "register": "inconnu"}]})
    with pytest.raises(ProfileError):
        FieldReader(profile.fields[0], COMMUNES, 1000)
