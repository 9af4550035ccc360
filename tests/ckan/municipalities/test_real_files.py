"""Public files that nobody of this project wrote go through the publication path, and their sums come out."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic import publication

BESIDE_THE_CLONE = Path(__file__).parents[4] / "shared" / "data"
DATA = Path(os.environ.get("ROUEN_SHARED_DATA", BESIDE_THE_CLONE)) / "energy"
PROFILES = Path(__file__).parent / "profiles"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of public data is not on this machine")


@pytest.fixture(autouse=True)
def declared_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(PROFILES))


def published(dataset: dict[str, Any], file: str, profile: str) -> dict[str, Any]:
    return publication.publish_file(DATA / file, dataset=dataset["id"], profile=profile, name=file)


def total(resource_id: str, column: str) -> tuple[Decimal, int]:
    """Sum of a column and number of its values, in one page of what the API gives."""
    found = helpers.call_action("datastore_search", resource_id=resource_id, fields=[column], limit=32_000)
    values = [Decimal(str(row[column])) for row in found["records"] if row[column] is not None]
    return sum(values, Decimal(0)), len(values)


def test_seattle_2015_gives_its_total_back(dataset: dict[str, Any]) -> None:
    done = published(dataset, "seattle_2015.csv", "essai/seattle-2015")
    assert (done["state"], done["rows"], done["columns"]) == ("published", 3340, 47)
    found, _ = total(done["resource_id"], "Electricity(kWh)")
    assert found == Decimal("3389597759.0")


def test_toronto_2021_gives_its_total_back_below_five_lines_of_preamble(dataset: dict[str, Any]) -> None:
    done = published(dataset, "toronto_municipal_2021_raw.csv", "essai/toronto-2021")
    assert (done["state"], done["rows"], done["columns"]) == ("published", 1797, 97)
    assert len(done["report"]["preamble"]) == 5
    found, values = total(done["resource_id"], "electricity_use_grid_purchase_kwh")
    assert (round(found, 1), values) == (Decimal("1220272019.2"), 912)
