"""The contract with the app's backend: schemas that hold together, operations that the application answers."""

from __future__ import annotations

import json
import re

import pytest
from ckanext.rouen_tiles.core.contract import OPERATIONS, PARAMETERS, bundled, document, names
from ckanext.rouen_tiles.core.contract.documents import needed, part
from schema import problems


@pytest.mark.parametrize("name", names())
def test_a_schema_can_be_used_alone_and_accepts_its_own_examples(name: str) -> None:
    schema = bundled(name)
    references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(schema)))
    assert references <= {f"#/$defs/{key}" for key in schema.get("$defs", {})}
    for example in schema.get("examples", ()):
        assert problems(example, schema, everything_said=True) == []


def test_the_data_of_each_kind_and_what_a_client_begins_with_have_an_example() -> None:
    shown = {name for name in names() if bundled(name).get("examples")}
    assert {"manifest", "tile", "tombstone", "problem", "keys"} <= shown
    assert {name for name in names() if name.startswith("data-")} <= shown


def test_no_shared_word_hides_a_document() -> None:
    used = {key for name in names() for key in needed(part(name))}
    assert all(part(name).get("$id") == f"{name}.json" for name in names())
    assert used - set(names()), "nothing is shared"


def test_a_name_that_is_no_document_is_an_error() -> None:
    for name in ("common", "text", "nothing", "../problem"):
        with pytest.raises(KeyError):
            bundled(name)


def test_every_operation_is_described_with_each_of_its_parameters() -> None:
    paths = document()["paths"]
    for operation in OPERATIONS:
        found = paths[operation.path][operation.method.lower()]
        given = {item["name"] for item in found["parameters"]}
        assert given == {*operation.required, *operation.optional}
        inside = set(re.findall(r"{(\w+)}", operation.path))
        assert inside == {name for name in given if PARAMETERS[name].place == "path"}
        assert found["operationId"] == operation.id


def test_ids_of_operations_are_their_own() -> None:
    assert len({operation.id for operation in OPERATIONS}) == len(OPERATIONS)


def test_the_document_holds_no_host_and_every_reference_leads_somewhere() -> None:
    contract = document()
    text = json.dumps(contract)
    assert [server["url"] for server in contract["servers"]] == ["/api/tiles/v1"]
    keys = contract["components"]["schemas"].keys()
    assert set(re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', text)) <= keys
    assert '.json"' not in "".join(re.findall(r'"\$ref": "[^"]+"', text))
