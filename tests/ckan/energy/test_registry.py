"""Data flows are counted in KPI E1 when they are mapped, and the reason is told when they are not."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.rouen_energy.logic.registry import kpis
from ckanext.rouen_municipalities.core.kpi import check_result
from ckanext.rouen_municipalities.logic.kpi.computing import compute
from ckanext.rouen_municipalities.store.kpi.catalogue import snapshot_for_counting

pytestmark = pytest.mark.usefixtures("with_plugins", "energy_portal")

COMPLETE = {
    "source_system": "SGE",
    "owner": "Énergie",
    "carrier": "électricité",
    "frequency": "MONTHLY",
    "format": "CSV",
    "status": "connected",
}


def flow(name: str, **values: Any) -> dict[str, Any]:
    described = {"name": name, "title": name, "owner_org": "metropole-rouen-normandie", **COMPLETE, **values}
    return helpers.call_action("package_create", _site(), type="data-flow", **described)


def _site() -> dict[str, Any]:
    return {"user": helpers.call_action("get_site_user")["name"]}


def e1() -> Any:
    definition = kpis()[0]
    with snapshot_for_counting() as connection:
        result = definition.compute(connection)
    check_result(definition, result)
    return result


def test_only_complete_flows_that_are_mapped_or_connected_count():
    connected, mapped = flow("f1"), flow("f2", status="mapped")
    identified, incomplete = flow("f3", status="identified"), flow("f4", format="")
    result = e1()
    assert (result.value, result.of) == (2, 4)
    assert set(result.counted) == {connected["id"], mapped["id"]}
    reasons = {one.id: one.reason for one in result.not_counted}
    assert reasons == {identified["id"]: "status-identified", incomplete["id"]: "missing-format"}
    assert result.by["status"] == {"identified": 0, "mapped": 1, "connected": 1}


def test_a_private_or_deleted_flow_is_neither_counted_nor_explained():
    flow("f1")
    flow("f2", private=True)
    helpers.call_action("package_delete", _site(), id=flow("f3")["id"])
    result = e1()
    assert (result.value, result.of, list(result.not_counted)) == (1, 1, [])


def test_no_flow_is_a_count_of_zero():
    assert (e1().value, e1().of) == (0, 0)


def test_every_reason_has_its_words():
    flow("f1", status="identified")
    words = kpis()[0].reasons
    assert all(words[one.reason]["fr"] and words[one.reason]["en"] for one in e1().not_counted)


def test_e1_is_explained_by_the_api():
    counted = flow("f1")
    flow("f2", status="identified")
    compute()
    explained = helpers.call_action("rouen_kpi_explain", id="E1")
    assert explained["value"] == 1
    assert counted["id"] in str(explained["counted"])


def test_the_registry_lists_flows_with_their_state():
    flow("f1")
    flow("f2", status="identified")
    listed = helpers.call_action("rouen_energy_flow_list", context={"user": ""})
    assert (listed["count"], listed["mapped"]) == (2, 1)
    assert listed["by_status"] == {"identified": 1, "mapped": 0, "connected": 1}
    assert [(one["name"], one["mapped"], one["reason"]) for one in listed["flows"]] == [
        ("f1", True, None),
        ("f2", False, "status-identified"),
    ]


def test_a_status_that_is_none_of_the_three_is_refused():
    with pytest.raises(Exception, match="status"):
        flow("f1", status="terminé")


def test_the_share_of_energy_that_mapped_flows_tell_is_beside_their_number(publisher, compute):
    publisher.buildings("M1;Musée;76540;musée;1000;1900")
    publisher.bills("M1;électricité;01/01/2021;01/01/2022;60;kWh", "M1;gaz;01/01/2021;01/01/2022;40;kWh")
    compute()
    mapped = flow("f1", carrier="gaz")
    flow("f2", status="identified")
    result = e1()
    assert result.by["kwh"] == {"all": 40, "électricité": 0, "gaz": 100}
    assert result.counted_by["kwh"]["gaz"] == [mapped["id"]]
    told = helpers.call_action("rouen_energy_flow_list")["kwh"]
    assert (told["year"], told["kwh"], told["covered_kwh"], told["percent"]) == (2021, 100, 40, 40)
    assert [(one["carrier"], one["percent"]) for one in told["by_carrier"]] == [("électricité", 0), ("gaz", 100)]
