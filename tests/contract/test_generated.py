"""Requests that Schemathesis makes up from the OpenAPI document, right and wrong ones, against a running portal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from client import TilesClient
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

EXAMPLES = 10
#: What writes, or needs a token, is asked by the tests of each.
WRITES = {"release_now", "rollback", "preview"}
#: A code of the right form may be that of no commune, an id that of no tile: a right request may be refused.
NOT_HELD = {"positive_data_acceptance"}

load_all_checks()
HELD = [check for check in CHECKS.get_all() if check.__name__ not in NOT_HELD]
RELEASED = json.loads((Path(__file__).parent / "fixtures" / "openapi.json").read_text(encoding="utf-8"))
READING = [path["get"]["operationId"] for path in RELEASED["paths"].values() if "get" in path]


@pytest.fixture(scope="module")
def server(world: dict[str, Any]) -> TilesClient:
    """The process of the tiles: the one inside CKAN's runs the same code."""
    return TilesClient(world["tiles_url"])


@pytest.fixture(scope="module")
def contract(server: TilesClient) -> Any:
    """The document that the server describes itself by."""
    return schemathesis.openapi.from_dict(server.fetch("openapi.json").json)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", sorted(set(READING) - WRITES))
def test_whatever_is_asked_is_answered_as_the_contract_says(
    operation: str, mode: GenerationMode, contract: Any, server: TilesClient
) -> None:
    known = contract.find_operation_by_id(operation)
    if mode is GenerationMode.NEGATIVE and not known.definition.raw["parameters"]:
        mode = GenerationMode.POSITIVE

    @given(known.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def ask(case: Case) -> None:
        case.call_and_validate(base_url=server.url, checks=HELD)

    ask()
