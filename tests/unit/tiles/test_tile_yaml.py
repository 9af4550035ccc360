"""A tile as YAML: what is ambiguous is refused, and what is written reads back the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ckanext.rouen_tiles.core.messages import Refused
from ckanext.rouen_tiles.core.tile.references import with_ids
from ckanext.rouen_tiles.core.tile.yaml_text import MAXIMUM_BYTES, dump, load


def refusal(text: bytes | str) -> str:
    with pytest.raises(Refused) as refused:
        load(text)
    (issue,) = refused.value.issues
    assert issue.text("fr") != issue.text("en")
    return issue.code


def test_yaml_written_reads_back_the_same(document: dict[str, Any]) -> None:
    assert load(dump(document)) == document


def test_yaml_and_json_are_the_same_document(document: dict[str, Any]) -> None:
    assert load(dump(json.loads(json.dumps(document)))) == document


@pytest.mark.parametrize(
    "text", ["076540", "76540", "yes", "null", "2026-11-22", "1e3", "12:30", "&x", "- a", "", "é\n«»"]
)
def test_any_text_survives_the_round_trip(text: str) -> None:
    assert load(dump({"value": text})) == {"value": text}


def test_a_commune_without_quotes_is_refused_with_the_reason() -> None:
    with pytest.raises(Refused) as refused:
        load("commune: 076540\n")
    assert refused.value.issues[0].text("fr") == (
        'ligne 1 : 076540 sans guillemets est lu comme un nombre octal (32096) ; écrivez "076540"'
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\nb: *x\n", "yaml-alias"),
        ("a: &x 1\n", "yaml-alias"),
        ("a: 1\na: 2\n", "yaml-duplicate"),
        ("x: {a: 1, a: 2}\n", "yaml-duplicate"),
        ("a: !!python/object:os.system ls\n", "yaml-tag"),
        ("a: !!str 1\n", "yaml-tag"),
        ("open: yes\n", "yaml-truth"),
        ("day: 2026-11-22\n", "yaml-quote"),
        ("at: 12:30\n", "yaml-quote"),
        ("n: 1_000\n", "yaml-quote"),
        ("n: 0x1F\n", "yaml-quote"),
        ("n: .inf\n", "yaml-quote"),
        ("fr: x\n<<: {a: 1}\n", "yaml-quote"),
        ("1: x\n", "yaml-key"),
        ("? [a]\n: x\n", "yaml-key"),
        ("a: [" + "[" * 20 + "]" * 20 + "]", "yaml-depth"),
        ("a: 1\n---\nb: 2\n", "yaml-documents"),
        ("a: [1\n", "yaml-syntax"),
        ("a: \x07\n", "yaml-character"),
        ("", "empty"),
        (b"a: \xe9\n", "yaml-not-utf8"),
        ("a: " + "x" * MAXIMUM_BYTES, "yaml-too-large"),
    ],
)
def test_yaml_that_could_be_taken_for_something_else_is_refused(text: bytes | str, code: str) -> None:
    assert refusal(text) == code


def test_numbers_and_booleans_in_their_usual_form_are_read() -> None:
    assert load("a: 120\nb: true\nc: null\nd: 1.5\ne:\nf: -3\n") == {
        "a": 120,
        "b": True,
        "c": None,
        "d": 1.5,
        "e": None,
        "f": -3,
    }


def test_a_source_named_by_dataset_and_title_gets_the_id_of_this_portal() -> None:
    named = {"id": "x", "sources": [{"resource": {"dataset": "decheteries", "name": "Déchèteries"}, "role": "primary"}]}
    found = with_ids(named, lambda dataset, name: f"id of {dataset}/{name}")
    assert found["sources"] == [{"resource": "id of decheteries/Déchèteries", "role": "primary"}]


def test_a_source_that_this_portal_does_not_have_is_refused_by_name() -> None:
    named = {"sources": [{"resource": {"dataset": "ailleurs", "name": "Rien"}}]}
    with pytest.raises(Refused) as refused:
        with_ids(named, lambda dataset, name: None)
    (issue,) = refused.value.issues
    assert (issue.path, issue.code) == ("sources[0].resource", "unknown-resource")
