"""What is known to be wrong in the demonstration is found by whoever keeps its data, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from ckanext.rouen_energy.core.demonstration import truths

pytestmark = pytest.mark.usefixtures("with_plugins", "demo_to_read")

METROPOLE = "metropole-rouen-normandie"


def report(**asked: Any) -> dict[str, Any]:
    return helpers.call_action("rouen_energy_quality", owner=METROPOLE, **asked)


def months(source: str, meter: str, year: int) -> dict[str, str]:
    (found,) = [one for one in report(year=year)["calendar"] if (one["source"], one["meter"]) == (source, meter)]
    return found["months"]


def in_state(state: str, said: dict[str, str]) -> list[str]:
    return [month for month, said_state in said.items() if said_state == state]


def test_the_only_meter_that_waits_is_the_one_that_no_table_knows():
    waiting = helpers.call_action("rouen_energy_inbox_list", owner=METROPOLE)["unmatched"]
    assert [meter["id_compteur"] for meter in waiting] == [truths.UNKNOWN_METER]


def test_bills_that_never_came_are_missing_and_a_corrected_estimate_is_complete():
    (gone,), (estimate,) = truths.MISSING, truths.ESTIMATES
    assert in_state("missing", months("bills", "DEMO-G-052", gone.first.year)) == ["2023-02", "2023-03", "2023-04"]
    assert set(months("bills", "DEMO-G-020", estimate.month.year).values()) == {"complete"}


def test_months_with_gaps_are_partial_and_no_others():
    read = months("readings", "DEMO-E-003", 2024) | months("readings", "DEMO-E-003", 2025)
    assert in_state("partial", read) == [f"{gap.end:%Y-%m}" for gap in truths.GAPS]


def test_stuck_meters_and_the_jump_are_suspected_with_what_the_file_says():
    stopped, frozen = truths.STUCK
    (spike,) = truths.SPIKES
    odd = report()["suspected"]
    assert {(one["meter"], one["value"]) for one in odd if one["status"] == "suspected-stuck"} == {
        (frozen.meter, frozen.value)
    }
    assert in_state("zero", months("readings", stopped.meter, stopped.first.year)) == ["2024-02"]
    (jump,) = [one for one in odd if one["status"] == "suspected-outlier"]
    assert (jump["meter"], jump["start"], jump["unit"]) == (spike.meter, "2025-06-18T11:30:00+02:00", "W")
    assert min(one["start"] for one in odd if one["meter"] == frozen.meter) == f"{frozen.first}T00:00:00+01:00"


@pytest.mark.parametrize("page", ["qualite/{owner}", "qualite/{owner}/calendrier.csv", "lundi/{owner}"])
def test_a_year_that_is_none_is_refused_with_the_reason(page, app):
    admin = factories.SysadminWithToken()
    address = f"/energie/{page.format(owner=METROPOLE)}?annee=abc"
    shown = app.get(address, headers={"Authorization": admin["token"]}, status=400)
    assert "Année attendue, par exemple 2021." in shown.body


def test_the_page_of_the_demonstration_names_what_to_look_at(app):
    admin = factories.SysadminWithToken()
    shown = BeautifulSoup(
        app.get(f"/energie/qualite/{METROPOLE}?annee=2023", headers={"Authorization": admin["token"]}).body,
        "html.parser",
    )
    assert "Démonstration" in shown.get_text()
    wanting = shown.find("table", id="calendar-wanting")
    assert "Factures du compteur DEMO-G-052" in wanting.get_text()
    assert shown.find("a", href=f"/energie/compteurs/{METROPOLE}")
    assert len(shown.find_all("h1")) == 1
    lines = app.get(
        f"/energie/qualite/{METROPOLE}/calendrier.csv?annee=2023", headers={"Authorization": admin["token"]}
    ).body.splitlines()
    assert "bills;DEMO-G-052;DEMO-052;gaz;2023-03;missing" in lines
