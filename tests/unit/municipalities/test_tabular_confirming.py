"""What an officer says of the columns of her file comes over what was proposed."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.confirming import (
    TYPES,
    Choice,
    Choices,
    chosen,
    remembered,
    same_table,
)
from ckanext.rouen_municipalities.core.tabular.profile import load_profile

CODE: dict[str, Any] = {
    "name": "cp",
    "title": {"fr": "cp"},
    "type": "code",
    "example": "76540",
    "constraints": {"required": True, "minLength": 5, "maxLength": 5},
}
NAME: dict[str, Any] = {"name": "nom", "title": {"fr": "nom"}, "type": "string"}
PROPOSED: dict[str, Any] = {"name": "proposition", "version": "1.0.0", "fields": [CODE, NAME]}


def column(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(raw for raw in found["fields"] if raw["name"] == name)


def said(**choices: Choice) -> dict[str, Any]:
    return chosen(PROPOSED, Choices(columns=choices))


def test_a_proposal_stands_where_nothing_is_said() -> None:
    assert chosen(PROPOSED, Choices()) == PROPOSED
    assert said(cp=Choice()) == PROPOSED


def test_another_type_takes_nothing_along_of_the_former_one() -> None:
    assert column(said(cp=Choice(type="integer")), "cp") == {
        "name": "cp",
        "title": {"fr": "cp"},
        "type": "integer",
        "example": "76540",
        "constraints": {"required": True},
    }
    assert column(said(cp=Choice(type="code")), "cp") == CODE


def test_titles_units_and_descriptions_can_be_said_and_unsaid() -> None:
    found = said(nom=Choice(title={"fr": " Nom ", "en": ""}, unit="m2", description={"fr": "Le nom."}))
    name = column(found, "nom")
    assert (name["title"], name["unit"], name["description"]) == ({"fr": "Nom"}, "m2", {"fr": "Le nom."})
    again = chosen(found, Choices(columns={"nom": Choice(title={}, unit="", description={})}))
    assert column(again, "nom") == {"name": "nom", "type": "string"}


def test_a_column_can_be_required_or_not() -> None:
    found = said(cp=Choice(required=False), nom=Choice(required=True))
    assert column(found, "cp")["constraints"] == {"minLength": 5, "maxLength": 5}
    assert column(found, "nom")["constraints"] == {"required": True}
    assert "constraints" not in column(said(nom=Choice(required=False)), "nom")


def test_a_key_can_be_set_kept_and_taken_back() -> None:
    keyed = chosen(PROPOSED, Choices(key=("cp",), title={"fr": "Lieux"}))
    assert (keyed["primaryKey"], keyed["title"]) == (["cp"], {"fr": "Lieux"})
    assert chosen(keyed, Choices())["primaryKey"] == ["cp"]
    assert "primaryKey" not in chosen(keyed, Choices(key=()))


@pytest.mark.parametrize("kind", TYPES)
def test_whatever_type_is_chosen_makes_a_profile(kind: str) -> None:
    assert load_profile(said(cp=Choice(type=kind))).field("cp").type == kind


def test_what_was_said_of_a_column_is_remembered_for_the_next_file() -> None:
    before = chosen(PROPOSED, Choices({"fr": "Lieux"}, {"nom": Choice(title={"fr": "Lieu"})}, ("cp", "nom")))
    before |= {"publication": {"sheet": "2025", "growing": True}}
    after = {"name": "x", "version": "1.0.0", "fields": [NAME, {"name": "prix", "type": "number"}]}
    found = remembered({**after, "publication": {"sheet": "2026"}}, before)
    assert [raw["name"] for raw in found["fields"]] == ["nom", "prix"]
    assert column(found, "nom")["title"] == {"fr": "Lieu"}
    assert (found["title"], found["primaryKey"]) == ({"fr": "Lieux"}, ["nom"])
    assert found["publication"] == {"sheet": "2026", "growing": True}
    assert remembered(after, None) == after


def test_name_and_version_do_not_make_another_table() -> None:
    assert same_table(PROPOSED, {**PROPOSED, "name": "y", "version": "2.0.0"})
    assert not same_table(PROPOSED, said(nom=Choice(required=True)))
