"""National schemas: named after the index that lists them, read from a folder, held to what a profile must be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.profile import ProfileError
from ckanext.rouen_municipalities.core.tabular.schemas import (
    national_profile,
    parse_descriptor,
    read_index,
    read_schemas,
)

MARKETS: dict[str, Any] = {
    "name": "marches",
    "version": "v1.2.0",
    "homepage": "https://example.org/ouvertes/marches",
    "title": "Marchés",
    "fields": [{"name": "NOM", "type": "string"}],
}
INDEX = {
    "schemas": [
        {
            "name": "scdl/marches",
            "title": "Marchés",
            "schema_type": "tableschema",
            "versions": [
                {"version_name": "v1.1.0", "schema_url": "https://example.org/1.1.0.json"},
                {"version_name": "1.2.0", "schema_url": "https://example.org/1.2.0.json"},
            ],
        },
        {"name": "scdl/plan", "schema_type": "jsonschema", "versions": []},
    ]
}

Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes files of JSON."""

    def write(**contents: object) -> Path:
        for name, content in contents.items():
            text = content if isinstance(content, str) else json.dumps(content)
            (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_schema_is_called_what_the_index_calls_it(folder: Folder) -> None:
    found = read_schemas(folder(marches=MARKETS, index=INDEX))
    assert list(found.profiles) == ["scdl/marches@1.2.0"]
    profile = found.profiles["scdl/marches@1.2.0"]
    assert (profile.name, profile.version, profile.title.fr) == ("scdl/marches", "1.2.0", "Marchés")
    assert found.problems == ()


def test_without_an_index_its_home_page_tells_the_group(folder: Folder) -> None:
    assert list(read_schemas(folder(marches=MARKETS)).profiles) == ["ouvertes/marches@1.2.0"]


def test_two_versions_stand_side_by_side(folder: Folder) -> None:
    newer = {**MARKETS, "version": "1.3.0"}
    found = read_schemas(folder(a=MARKETS, b=newer, index=INDEX))
    assert sorted(found.profiles) == ["scdl/marches@1.2.0", "scdl/marches@1.3.0"]


def test_a_broken_schema_is_told_and_keeps_no_other_from_being_read(folder: Folder) -> None:
    found = read_schemas(folder(a="{", b={**MARKETS, "name": "b", "fields": []}, marches=MARKETS))
    assert list(found.profiles) == ["ouvertes/marches@1.2.0"]
    assert [problem.partition(":")[0] for problem in found.problems] == ["a.json", "b.json"]


def test_an_index_gives_the_address_of_each_version_of_a_table() -> None:
    index = read_index(INDEX)
    assert list(index) == ["scdl/marches"]
    assert index["scdl/marches"].addresses["1.1.0"] == "https://example.org/1.1.0.json"


@pytest.mark.parametrize("content", [None, [], {"schemas": 3}, {"schemas": [3, {"name": ""}]}])
def test_what_is_no_index_lists_nothing(content: object) -> None:
    assert read_index(content) == {}


@pytest.mark.parametrize("descriptor", [[], "x", {"fields": []}, {**MARKETS, "version": ""}])
def test_what_is_no_schema_is_refused(descriptor: object) -> None:
    with pytest.raises(ProfileError):
        national_profile(descriptor)


def test_bytes_that_are_no_json_are_refused() -> None:
    with pytest.raises(ProfileError, match="not JSON"):
        parse_descriptor(b"<html>")


def test_the_same_schema_has_the_same_hash_wherever_it_was_read() -> None:
    one = national_profile(MARKETS, "scdl/marches", "1.2.0")
    other = national_profile(dict(reversed(MARKETS.items())), "scdl/marches", "v1.2.0")
    assert one.sha256 == other.sha256
