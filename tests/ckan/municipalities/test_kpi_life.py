"""When KPIs are computed, what stays when it fails, and what nobody can change afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities import jobs
from ckanext.rouen_municipalities.core.kpi import KpiResult
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.kpi import computing, health, registered
from ckanext.rouen_municipalities.signals import table_published
from ckanext.rouen_municipalities.store import publication as record
from ckanext.rouen_municipalities.store.kpi import due, statements
from ckanext.rouen_municipalities.store.kpi.statements import Declared
from sqlalchemy.exc import DatabaseError

pytestmark = pytest.mark.usefixtures("empty_portal", "no_settling")

Add = Callable[..., dict[str, Any]]
Call = Callable[..., Any]
Compute = Callable[[], dict[str, dict[str, Any]]]

EVENING = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)


def is_due() -> bool:
    """Whether a change waits to be counted."""
    with model.meta.engine.begin() as connection:
        return due.waiting(connection) is not None


@pytest.fixture
def counted(add: Add, computed: Compute) -> dict[str, Any]:
    """A dataset that is counted; nothing waits."""
    dataset = add("arbres")
    computed()
    assert not is_due()
    return dataset


CHANGES: dict[str, Callable[[dict[str, Any], Call], Any]] = {
    "a patch": lambda dataset, act: act("package_patch", id=dataset["id"], theme="ENVI"),
    "a new resource": lambda dataset, act: act("resource_create", package_id=dataset["id"], url="https://exemple.fr"),
    "private in bulk": lambda dataset, act: act(
        "bulk_update_private", datasets=[dataset["id"]], org_id=dataset["owner_org"]
    ),
    "deleted in bulk": lambda dataset, act: act(
        "bulk_update_delete", datasets=[dataset["id"]], org_id=dataset["owner_org"]
    ),
    "a purge": lambda dataset, act: act("dataset_purge", id=dataset["id"]),
    "an organisation": lambda dataset, act: act("organization_patch", id=dataset["owner_org"], title="Rouen !"),
    "a table": lambda dataset, act: table_published.send("any", profile="any", publication_id="any"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_way_to_change_the_catalogue_makes_the_kpis_due(change: str, counted: dict[str, Any], act: Call) -> None:
    CHANGES[change](counted, act)
    assert is_due()


def test_a_save_that_is_rolled_back_makes_nothing_due(counted: dict[str, Any]) -> None:
    model.Session.get(model.Package, counted["id"]).title = "Autre"
    model.Session.flush()
    model.Session.rollback()
    assert not is_due()


def test_reading_makes_nothing_due(counted: dict[str, Any], act: Call, app: Any) -> None:
    app.get("/indicateurs")
    act("package_show", id=counted["id"])
    assert not is_due()


def test_a_burst_of_a_thousand_changes_is_one_computation(
    counted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scheduler looks again and again while a thousand saves of the catalogue are committed, one by one."""
    monkeypatch.setattr(computing, "SETTLED", timedelta(minutes=1))
    computations: list[int] = []
    _compute_k0_by(lambda connection: computations.append(1) or KpiResult(0), monkeypatch)
    package = model.Package.__table__
    for change in range(1_000):
        model.Session.execute(package.update().where(package.c.id == counted["id"]).values(title=f"Arbres {change}"))
        model.Session.commit()
        if change % 100 == 0:
            jobs.compute_kpis()
    assert _marks() == 1_000
    assert not computations
    monkeypatch.setattr(computing, "SETTLED", timedelta(0))
    for _ in range(3):
        jobs.compute_kpis()
    assert (len(computations), _marks()) == (1, 0)


def _marks() -> int:
    with model.meta.engine.begin() as connection:
        return len(due.marks(connection))


def test_a_burst_is_waited_for_but_not_for_ever(counted: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    kpi.mark_due()
    monkeypatch.setattr(computing, "SETTLED", timedelta(minutes=1))
    assert not kpi.compute_when_due()
    monkeypatch.setattr(computing, "PATIENCE", timedelta(0))
    assert kpi.compute_when_due()


def test_a_change_made_during_a_computation_is_left_for_the_next(
    counted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kpi.mark_due()
    _compute_k0_by(lambda connection: kpi.mark_due() or KpiResult(0), monkeypatch)
    kpi.compute_when_due()
    assert is_due()


def _compute_k0_by(compute: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have K0 computed in another way."""
    kpis = registered()
    changed = {**kpis, "K0": replace(kpis["K0"], compute=compute)}
    monkeypatch.setattr(computing, "registered", lambda: changed)


def test_the_scheduler_counts_a_new_dataset(counted: dict[str, Any], add: Add, as_anyone: Call) -> None:
    add("velos")
    jobs.compute_kpis()
    assert as_anyone("rouen_kpi_show", id="K0")["value"] == 2


def test_a_value_that_stays_the_same_keeps_its_date_until_the_night(counted: dict[str, Any], as_anyone: Call) -> None:
    before = as_anyone("rouen_kpi_list")
    kpi.mark_due()
    kpi.compute_when_due()
    assert as_anyone("rouen_kpi_list") == before
    kpi.compute()
    assert as_anyone("rouen_kpi_list") != before


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """K0 cannot be computed: its SQL is wrong."""

    _compute_k0_by(lambda connection: connection.execute(sa.text("SELECT * FROM no_such_table")), monkeypatch)


def test_a_failed_computation_leaves_the_last_value_with_its_date_and_says_so(
    counted: dict[str, Any], add: Add, as_anyone: Call, broken: None, app: Any
) -> None:
    before = as_anyone("rouen_kpi_show", id="K0")
    add("velos")
    kpi.compute_when_due()
    after = as_anyone("rouen_kpi_show", id="K0")
    assert (after["value"], after["computed_at"]) == (before["value"], before["computed_at"])
    assert after["failed_at"] and not before["failed_at"]
    told = app.get("/readyz").json["checks"]["kpis"]
    assert told["state"] == "late"
    assert told["detail"].startswith("K0 failed at ") and before["computed_at"][:19] in told["detail"]
    assert "a échoué" in app.get("/indicateurs/K0").body
    assert "a échoué" in app.get("/indicateurs").body


def test_the_date_of_a_failure_does_not_tell_of_changes_that_nobody_sees(
    counted: dict[str, Any], add: Add, as_anyone: Call, broken: None
) -> None:
    kpi.compute()
    before = as_anyone("rouen_kpi_show", id="K0")
    add("velos", private=True)
    assert kpi.compute_when_due()
    assert as_anyone("rouen_kpi_show", id="K0") == before


def test_one_kpi_that_fails_stops_no_other(counted: dict[str, Any], add: Add, as_anyone: Call, broken: None) -> None:
    add("velos", theme="TRAN")
    kpi.compute_when_due()
    assert as_anyone("rouen_kpi_show", id="K1")["value"] == 2
    assert not as_anyone("rouen_kpi_show", id="K1")["failed_at"]


def test_a_failed_computation_is_tried_again_without_a_change(
    counted: dict[str, Any], as_anyone: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _compute_k0_by(lambda connection: 1 / 0, patch)
        kpi.compute()
    assert as_anyone("rouen_kpi_show", id="K0")["failed_at"]
    assert not kpi.compute_when_due()
    monkeypatch.setattr(computing, "RETRY", timedelta(0))
    assert kpi.compute_when_due()
    assert not as_anyone("rouen_kpi_show", id="K0")["failed_at"]


def test_a_computation_cannot_write(counted: dict[str, Any], act: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    _compute_k0_by(lambda connection: connection.execute(sa.text("DELETE FROM package_extra")), monkeypatch)
    attempts = {attempt.definition.id: attempt.result for attempt in kpi.compute()}
    assert attempts["K0"] is None
    assert act("package_show", id=counted["id"])["theme"] == counted["theme"]


def history(as_anyone: Call, **more: str) -> list[tuple[str, Any]]:
    """The days on which something was said, with its value."""
    days = as_anyone("rouen_kpi_history", id="K0", **more)
    return [(item["day"], item["value"]) for item in days if item["state"] == "said"]


def test_the_day_is_closed_once_in_the_evening_of_rouen(counted: dict[str, Any], add: Add, as_anyone: Call) -> None:
    kpi.close_the_day(datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert history(as_anyone) == []
    kpi.close_the_day(EVENING)
    add("velos")
    kpi.close_the_day(EVENING)
    assert history(as_anyone) == [("2026-11-22", 1)]
    kpi.close_the_day(EVENING + timedelta(days=1))
    assert history(as_anyone) == [("2026-11-22", 1), ("2026-11-23", 2)]


def test_a_failed_kpi_has_no_snapshot_of_that_day(counted: dict[str, Any], broken: None, as_anyone: Call) -> None:
    kpi.close_the_day(EVENING)
    assert history(as_anyone) == []
    assert as_anyone("rouen_kpi_history", id="K1")


def test_every_key_has_its_own_history(counted: dict[str, Any], as_anyone: Call) -> None:
    kpi.close_the_day(EVENING)
    assert history(as_anyone, dimension="commune:76540") == [("2026-11-22", 1)]
    assert history(as_anyone, dimension="commune:76231") == [("2026-11-22", 0)]


def test_deleting_a_dataset_changes_no_past_value(counted: dict[str, Any], act: Call, as_anyone: Call) -> None:
    kpi.close_the_day(EVENING)
    act("dataset_purge", id=counted["id"])
    kpi.close_the_day(EVENING + timedelta(days=1))
    assert history(as_anyone) == [("2026-11-22", 1), ("2026-11-23", 0)]


SAID_FOR_EVER = {
    "rouen_kpi_snapshot": "value",
    "rouen_kpi_target": "value",
    "rouen_kpi_declared": "value",
    "rouen_kpi_definition": "unit",
}


@pytest.mark.parametrize("table", SAID_FOR_EVER)
def test_the_database_refuses_to_change_what_was_said(table: str) -> None:
    column = SAID_FOR_EVER[table]
    for statement in (f"UPDATE {table} SET {column} = NULL", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError, match="append-only"), model.meta.engine.begin() as connection:
            connection.execute(sa.text(statement))


@pytest.fixture
def administrator(organizations: dict[str, str], act: Call) -> str:
    """Name of an administrator of the Métropole."""
    user = factories.User()
    act("organization_member_create", id=organizations["metropole"], username=user["name"], role="admin")
    return str(user["name"])


def as_user(user: str, action: str, **data: Any) -> Any:
    return helpers.call_action(action, context={"ignore_auth": False, "user": user}, **data)


TARGET = {"id": "K0", "value": 60, "due": "2026-12-31", "rationale": "Convention 2026"}
FIGURE = {
    "id": "K0-2020",
    "label_fr": "Jeux",
    "label_en": "Datasets",
    "initiative": "open-data",
    "value": "12",
    "unit": "count",
    "period": "2020-12",
    "source": "Rapport 2020",
    "beside": "K0",
}


def test_a_refused_file_makes_the_kpis_due(counted: dict[str, Any]) -> None:
    """A worker ends a publication outside of CKAN's session."""
    new = """INSERT INTO rouen_publication (id, resource_id, package_id, file_name, file_sha256, file_bytes, state)
             VALUES ('p', 'r', :package, 'f.csv', 'x', 1, 'running')"""
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text(new), {"package": counted["id"]})
    assert not is_due()
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text("UPDATE rouen_publication SET state = 'refused' WHERE id = 'p'"))
    assert is_due()


def test_changes_that_nobody_counts_are_told_in_health(
    counted: dict[str, Any], app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kpi.mark_due()
    assert app.get("/readyz").json["checks"]["kpis"]["state"] == "ok"
    monkeypatch.setattr(health, "PATIENCE", timedelta(0))
    assert "to be counted" in app.get("/readyz").json["checks"]["kpis"]["detail"]


def test_a_target_supersedes_the_former_one_which_stays(administrator: str, as_anyone: Call) -> None:
    as_user(administrator, "rouen_kpi_target_set", **TARGET)
    as_user(administrator, "rouen_kpi_target_set", **{**TARGET, "value": 50, "rationale": "Révisé"})
    shown = as_anyone("rouen_kpi_show", id="K0")
    assert shown["target"]["value"] == 50
    assert [target["value"] for target in shown["targets"]] == [60, 50]


def test_who_set_a_target_is_kept_and_not_shown(administrator: str, as_anyone: Call) -> None:
    as_user(administrator, "rouen_kpi_target_set", **TARGET)
    user = model.User.get(administrator)
    with model.meta.engine.begin() as connection:
        assert connection.execute(sa.text("SELECT set_by FROM rouen_kpi_target")).scalar() == user.id
    shown = str(as_anyone("rouen_kpi_show", id="K0"))
    assert administrator not in shown and user.id not in shown


def test_a_declared_figure_stands_apart_from_the_computed_ones(
    administrator: str, counted: dict[str, Any], as_anyone: Call, app: Any
) -> None:
    as_user(administrator, "rouen_kpi_declare", **FIGURE)
    entries = as_anyone("rouen_kpi_list")
    assert [(entry["id"], entry["value"]) for entry in entries if entry["kind"] == "declared"] == [("K0-2020", 12)]
    assert next(entry for entry in entries if entry["id"] == "K0")["value"] == 1
    assert [figure["source"] for figure in as_anyone("rouen_kpi_show", id="K0")["declared"]] == ["Rapport 2020"]
    assert "Déclaré" in app.get("/indicateurs/K0").body


def test_a_declared_figure_whose_name_a_kpi_has_taken_is_told_no_longer(
    counted: dict[str, Any], as_anyone: Call
) -> None:
    former = Declared("K0", "K0", "open-data", {"fr": "Jeux", "en": "Datasets"}, 12, "count", "2020", "Rapport", None)
    with record.transaction() as connection:
        statements.add_declared(connection, former, "")
    told = [*as_anyone("rouen_kpi_list"), *as_anyone("rouen_kpi_list", at="2026-11-22")]
    assert {entry["kind"] for entry in told if entry["id"] == "K0"} <= {"computed"}
    assert as_anyone("rouen_kpi_show", id="K0")["declared"] == []


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("rouen_kpi_target_set", {**TARGET, "value": "beaucoup"}, "value"),
    ("rouen_kpi_target_set", {**TARGET, "value": "NaN"}, "value"),
    ("rouen_kpi_target_set", {**TARGET, "due": "31/12/2026"}, "due"),
    ("rouen_kpi_target_set", {**TARGET, "rationale": " "}, "rationale"),
    ("rouen_kpi_target_set", {**TARGET, "dimension": "theme:ENVI"}, "dimension"),
    ("rouen_kpi_declare", {**FIGURE, "id": "K0"}, "id"),
    ("rouen_kpi_declare", {**FIGURE, "initiative": "space"}, "initiative"),
    ("rouen_kpi_declare", {**FIGURE, "period": "l'an dernier"}, "period"),
    ("rouen_kpi_declare", {**FIGURE, "source_url": "javascript:alert(1)"}, "source_url"),
    ("rouen_kpi_declare", {**FIGURE, "source": ""}, "source"),
]


def test_a_wrong_statement_is_refused_by_name_and_leaves_nothing(administrator: str, as_anyone: Call) -> None:
    for action, data, field in WRONG:
        with pytest.raises(tk.ValidationError) as refusal:
            as_user(administrator, action, **data)
        assert list(refusal.value.error_dict) == [field], data
    entries = as_anyone("rouen_kpi_list")
    assert {entry["kind"] for entry in entries} == {"computed"}
    assert {entry["target"] for entry in entries} == {None}


def test_only_the_metropole_states(organizations: dict[str, str], act: Call) -> None:
    editor, of_a_commune = factories.User()["name"], factories.User()["name"]
    act("organization_member_create", id=organizations["metropole"], username=editor, role="editor")
    act("organization_member_create", id=organizations["rouen"], username=of_a_commune, role="admin")
    for user in ("", editor, of_a_commune):
        for action, data in (("rouen_kpi_target_set", TARGET), ("rouen_kpi_declare", FIGURE)):
            with pytest.raises(tk.NotAuthorized):
                as_user(user, action, **data)


#: The figures of the deliverable by the KPI that they are shown next to, with the period that they are about.
ICC = {
    "K0-declared": (30, "2022-09", "K0"),
    "K2a-declared": (5, "2022-09", "K2a"),
    "E-buildings-declared": (54, "2021", None),
    "E-consumption-declared": (12_560_234, "2021", None),
    "T1-declared": (12, "2022-09", "T1"),
    "T2-declared": (1, "2022-09", "T2"),
    "T3-declared": (9_000, "2022-09", "T3"),
}


def test_the_figures_of_the_icc_deliverable_are_loaded_once_with_source_and_date(as_anyone: Call) -> None:
    assert kpi.load_declared() == len(ICC)
    assert kpi.load_declared() == 0
    declared = {entry["id"]: entry for entry in as_anyone("rouen_kpi_list") if entry["kind"] == "declared"}
    assert {entry["source"] for entry in declared.values()} == {"ICC final deliverable"}
    assert {name: (one["value"], one["source_date"], one["beside"]) for name, one in declared.items()} == ICC
