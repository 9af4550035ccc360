"""Two real files, with the profiles declared for them, give their known sums."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.profile import Profile, load_profile

CLONE = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("ROUEN_SHARED_DATA") or CLONE.parent / "shared" / "data") / "energy"
PROFILES = CLONE / "tests" / "ckan" / "municipalities" / "profiles"


def profile(name: str) -> Profile:
    """The profile declared in the file ``name``."""
    return load_profile(json.loads((PROFILES / name).read_text(encoding="utf-8")))


def real_file(name: str) -> Path:
    """A file of the shared folder; skips where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is absent (ROUEN_SHARED_DATA names the folder of shared data)")
    return path


def test_seattle_gives_its_rows_columns_and_sum() -> None:
    checking = check(real_file("seattle_2015.csv"), profile("seattle_2015.json"))
    assert sum(batch.rows for batch in checking) == 3340
    report = checking.report
    assert (report.errors, report.rows, report.columns, report.warnings) == (0, 3340, 47, [])
    assert report.sums["Electricity(kWh)"] == Decimal("3389597759.0")


def test_toronto_gives_its_rows_columns_and_sum_over_the_values_that_there_are() -> None:
    declared = profile("toronto_municipal_2021.json")
    checking = check(real_file("toronto_municipal_2021_raw.csv"), declared)
    names = [field.name for field in declared.fields]
    kwh, ends = names.index("electricity_use_grid_purchase_kwh"), names.index("year_ending")
    batches = list(checking)
    report = checking.report
    assert (report.errors, report.rows, report.columns, report.header_line) == (0, 1797, 97, 6)
    assert len(report.preamble) == 5
    assert sum(value is not None for batch in batches for value in batch.columns[kwh]) == 912
    assert round(report.sums["electricity_use_grid_purchase_kwh"], 1) == Decimal("1220272019.2")
    assert {value for batch in batches for value in batch.columns[ends]} == {"2021-12-31"}


def test_the_preamble_is_found_when_the_profile_does_not_say_it() -> None:
    declared = json.loads((PROFILES / "toronto_municipal_2021.json").read_text(encoding="utf-8"))
    silent = load_profile({**declared, "publication": {}})
    assert check(real_file("toronto_municipal_2021_raw.csv"), silent).finish().header_line == 6
