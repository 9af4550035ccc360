"""The public table of what works saved: its rows are what its profile says, without any meter."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_energy import core
from ckanext.rouen_energy.core.export import cell
from ckanext.rouen_energy.core.impact import told
from ckanext.rouen_energy.core.impact.refusals import DAYS, Refusal
from ckanext.rouen_energy.core.impact.saving import Saving
from ckanext.rouen_energy.core.impact.table import PROFILE, row
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.profile import read_profiles

METER = "12345678901234"
REFUSED = {"id": METER, "carrier": "gaz", "reasons": told.reasons([Refusal(DAYS, 241, 329)])}
HEAD = {
    "id": "w1",
    "building": "B1",
    "meter": None,
    "first": "2023-04-03",
    "end": "2023-09-01",
    "text": "Isolation",
    "periods": {name: ["2022-04-03", "2023-04-03"] for name in ("baseline", "works", "reporting")},
    "exclusions": [{"first": "2022-05-01", "end": "2022-05-08", "reason": "Inondation"}],
    "counted": [],
    "refused": [REFUSED],
}
MEASURED = {
    **HEAD,
    **told.measured(Saving(1000.0, 750.0, 365, 100.0, 300.0)),
    "counted": [{"id": METER, "carrier": "gaz"}],
    "refused": [],
}
CASES = [MEASURED, {**HEAD, **told.indicative(1000.0, 1100.0)}, {**HEAD, **told.NOTHING, "periods": None}]


@pytest.mark.parametrize("work", CASES, ids=["measured", "indicative", "refused"])
def test_a_row_is_one_that_the_profile_accepts_and_names_no_meter(work: dict[str, Any], tmp_path: Path) -> None:
    folder = Path(core.__file__).parents[1] / "data" / "profiles"
    (profile,) = [one for one in read_profiles(folder) if one.name == PROFILE]
    found = row(work, synthetic=True)
    assert list(found) == [field.name for field in profile.fields]
    path = tmp_path / "economies.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([found, [cell(value) for value in found.values()]])
    assert METER not in path.read_text(encoding="utf-8")
    report = check(path, profile, {}).finish()
    assert (report.issues, report.warnings, report.rows) == ([], [], 1)


def test_a_refusal_says_what_was_found_and_what_it_takes() -> None:
    found = row(CASES[2], synthetic=False)
    assert (found["niveau"], found["pourcent"]) == ("refusé", None)
    assert found["motif"] == "gaz : 241 jours valables dans la période de référence, 329 exigés"
    assert found["exclusions"] == "2022-05-01 - 2022-05-08 : Inondation"
