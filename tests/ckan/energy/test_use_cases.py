"""Use cases are counted in KPI E2 when they are addressed, and the reason is told when they are not."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.rouen_energy.logic.use_cases import kpis
from ckanext.rouen_municipalities.logic.kpi.computing import compute

pytestmark = pytest.mark.usefixtures("with_plugins", "energy_portal")


def site() -> dict[str, Any]:
    return {"user": helpers.call_action("get_site_user")["name"]}


def use_case(name: str, status: str, **values: Any) -> str:
    described = {"name": name, "title": name, "owner_org": "metropole-rouen-normandie", "status": status, **values}
    return str(helpers.call_action("package_create", site(), type="use-case", **described)["id"])


def explained(**dimension: str) -> dict[str, Any]:
    found: dict[str, Any] = helpers.call_action("rouen_kpi_explain", {"user": ""}, id="E2", **dimension)
    return found


def test_a_use_case_is_addressed_when_it_is_in_use_and_its_result_can_be_seen():
    addressed = use_case("c1", "in-use", result="https://exemple.fr/resultat")
    unseen, worked_on, idea = use_case("c2", "in-use"), use_case("c3", "in-work"), use_case("c4", "idea")
    use_case("c5", "in-use", result="https://exemple.fr/secret", private=True)
    helpers.call_action("package_delete", site(), id=use_case("c6", "in-use", result="https://exemple.fr/vieux"))
    compute()
    told = explained()
    assert (told["value"], told["of"], told["counted"]) == (1, 4, [addressed])
    assert {item["id"]: item["reason"] for item in told["not_counted"]} == {
        unseen: "missing-result",
        worked_on: "status-in-work",
        idea: "status-idea",
    }
    shown = helpers.call_action("rouen_kpi_show", {"user": ""}, id="E2")
    assert shown["by"]["status"] == {"idea": 1, "in-work": 1, "in-use": 2}
    assert set(explained(dimension="status:in-use")["counted"]) == {addressed, unseen}


def test_every_reason_and_status_has_its_words():
    (e2,) = kpis()
    assert set(e2.reasons) == {"status-idea", "status-in-work", "missing-result"}
    assert set(e2.dimensions["status"].keys) == {"idea", "in-work", "in-use"}
    for words in (*e2.reasons.values(), *e2.dimensions["status"].keys.values()):
        assert words["fr"]
        assert words["en"]


def test_a_status_that_is_none_of_the_three_or_a_result_that_is_no_address_is_refused():
    with pytest.raises(Exception, match="status"):
        use_case("c1", "terminé")
    with pytest.raises(Exception, match="result"):
        use_case("c2", "in-use", result="un tableau")


def test_the_registry_lists_the_public_use_cases_with_their_flows_and_why_one_is_not_addressed():
    flow = {"name": "flux-1", "title": "Factures", "owner_org": "metropole-rouen-normandie", "status": "identified"}
    helpers.call_action("package_create", site(), type="data-flow", **flow)
    use_case("c1", "in-use", result="https://exemple.fr/resultat", flows="flux-1\nflux-secret", question="Combien ?")
    use_case("c2", "idea")
    use_case("c3", "in-use", private=True)
    listed = helpers.call_action("rouen_energy_use_case_list", {"user": ""})
    assert (listed["count"], listed["addressed"]) == (2, 1)
    assert listed["by_status"] == {"idea": 1, "in-work": 0, "in-use": 1}
    first, second = listed["use_cases"]
    assert (first["name"], first["question"], first["addressed"], first["reason"]) == ("c1", "Combien ?", True, None)
    assert first["flows"] == [
        {"name": "flux-1", "title": "Factures", "public": True},
        {"name": "flux-secret", "title": None, "public": False},
    ]
    assert (second["addressed"], second["reason"]) == (False, "status-idea")
