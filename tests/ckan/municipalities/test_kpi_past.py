"""What was said of a KPI on a day, what was corrected since, and what was missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.core.kpi.computed import Computed
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.logic.kpi import computing
from ckanext.rouen_municipalities.store.kpi import snapshots, statements

pytestmark = pytest.mark.usefixtures("empty_portal")

Call = Callable[..., Any]

#: The last day of a quarter that is frozen, and days after it.
DAY = date(2020, 9, 30)
NEXT, LATER = DAY + timedelta(days=1), DAY + timedelta(days=3)
NOON = datetime(2020, 9, 30, 12, tzinfo=UTC)


def say(day: date, value: int, version: int = 1, **communes: int) -> None:
    """Keep the snapshot of K0 of a day, as its evening would have."""
    computed = Computed("K0", version, value, 40, {"commune": communes}, "2020-09-29", value, "0" * 64, NOON)
    with model.meta.engine.begin() as connection:
        snapshots.take(connection, [computed], day)


@pytest.fixture
def pilot(metropole: dict[str, Any], act: Call) -> Call:
    """Calls an action as an administrator of the Métropole."""
    act("organization_member_create", id=metropole["id"], username=factories.User(name="pilote")["name"], role="admin")

    def call(action: str, **data: Any) -> Any:
        return helpers.call_action(action, context={"ignore_auth": False, "user": "pilote"}, **data)

    return call


def days(as_anyone: Call, **more: Any) -> list[dict[str, Any]]:
    """The history of K0 up to a day that is over."""
    found: list[dict[str, Any]] = as_anyone("rouen_kpi_history", **{"id": "K0", "to": LATER.isoformat(), **more})
    return found


def at(as_anyone: Call, day: date) -> dict[str, Any]:
    """What the list says of K0 on a day."""
    return next(entry for entry in as_anyone("rouen_kpi_list", at=day.isoformat()) if entry["id"] == "K0")


def test_a_missed_day_is_a_row_that_says_so_and_has_no_value(as_anyone: Call) -> None:
    say(DAY, 34)
    say(LATER, 36)
    assert [(item["day"], item["state"], item["value"]) for item in days(as_anyone)] == [
        ("2020-09-30", "said", 34),
        ("2020-10-01", "gap", None),
        ("2020-10-02", "gap", None),
        ("2020-10-03", "said", 36),
    ]
    assert [item["state"] for item in days(as_anyone, **{"from": NEXT.isoformat()})] == ["gap", "gap", "said"]
    assert {*days(as_anyone)[0]} == {*days(as_anyone)[1]}


def test_days_after_the_last_snapshot_are_missed_but_today_is_not_over(as_anyone: Call) -> None:
    say(today() - timedelta(days=2), 34)
    found = as_anyone("rouen_kpi_history", id="K0")
    assert [(item["day"], item["state"]) for item in found[1:]] == [
        ((today() - timedelta(days=1)).isoformat(), "gap"),
    ]


def test_a_key_has_the_gaps_of_its_kpi_and_an_unknown_one_is_told(as_anyone: Call) -> None:
    say(DAY, 34, rouen=12)
    say(LATER, 36, rouen=13)
    found = days(as_anyone, dimension="commune:rouen")
    assert [(item["state"], item["said"]) for item in found] == [
        ("said", 12),
        ("gap", None),
        ("gap", None),
        ("said", 13),
    ]
    with pytest.raises(tk.ValidationError, match="imension"):
        days(as_anyone, dimension="commune:paris")


def test_a_permalink_tells_the_last_snapshot_up_to_the_day_and_that_the_day_itself_is_missed(as_anyone: Call) -> None:
    say(DAY, 34, rouen=12)
    say(LATER, 36)
    told = at(as_anyone, NEXT)
    assert (told["value"], told["said"], told["of"], told["day"], told["gap"]) == (34, 34, 40, "2020-09-30", True)
    assert at(as_anyone, DAY)["gap"] is False
    before = at(as_anyone, DAY - timedelta(days=1))
    assert (before["value"], before["day"], before["gap"]) == (None, None, False)
    assert {*told} == {*before}


def test_a_permalink_to_one_kpi_has_its_divisions_of_that_day(as_anyone: Call) -> None:
    say(DAY, 34, rouen=12)
    say(LATER, 36, rouen=13)
    told = as_anyone("rouen_kpi_show", id="K0", at=NEXT.isoformat())
    assert (told["value"], told["by"], told["day"]) == (34, {"commune": {"rouen": 12}}, "2020-09-30")
    key = as_anyone("rouen_kpi_show", id="K0", at=NEXT.isoformat(), dimension="commune:rouen")
    assert (key["value"], key["dimension"]) == (12, "commune:rouen")
    with pytest.raises(tk.ValidationError, match="imension"):
        as_anyone("rouen_kpi_show", id="K0", at=NEXT.isoformat(), dimension="commune:paris")


def test_a_correction_is_shown_with_its_reason_beside_what_was_said(pilot: Call, as_anyone: Call) -> None:
    day = today().isoformat()
    say(today(), 34)
    given = pilot("rouen_kpi_correct", id="K0", day=day, value=33, reason="Compté deux fois")
    assert (given["said"], given["value"], given["correction"]) == (34, 33, "Compté deux fois")
    assert given["corrections"] == [
        {"value": 33, "of": None, "reason": "Compté deux fois", "corrected_on": day, "after_freeze": False}
    ]
    assert as_anyone("rouen_kpi_history", id="K0") == [given]
    told = at(as_anyone, today())
    assert (told["said"], told["value"], told["corrections"]) == (34, 33, given["corrections"])


def test_a_frozen_quarter_says_so_and_a_correction_of_it_moves_nothing(pilot: Call, as_anyone: Call) -> None:
    say(DAY, 34)
    say(today(), 36)
    pilot("rouen_kpi_correct", id="K0", day=DAY.isoformat(), value=33, of=39, reason="Doublon")
    (frozen,) = days(as_anyone, to=DAY.isoformat())
    assert (frozen["quarter"], frozen["frozen"], frozen["value"], frozen["said"]) == ("2020-T3", True, 34, 34)
    (told,) = frozen["corrections"]
    assert (told["value"], told["of"], told["after_freeze"]) == (33, 39, True)
    assert at(as_anyone, DAY)["corrections"] == [told]
    assert as_anyone("rouen_kpi_history", id="K0")[-1]["frozen"] is False


def test_one_key_can_be_corrected_and_can_be_corrected_again(pilot: Call, as_anyone: Call) -> None:
    say(today(), 34, rouen=12)
    for value in (11, 10):
        pilot(
            "rouen_kpi_correct",
            id="K0",
            day=today().isoformat(),
            dimension="commune:rouen",
            value=value,
            reason="Doublon",
        )
    told = as_anyone("rouen_kpi_show", id="K0", at=today().isoformat())
    assert (told["value"], told["by"]) == (34, {"commune": {"rouen": 10}})
    (key,) = as_anyone("rouen_kpi_history", id="K0", dimension="commune:rouen")
    assert [correction["value"] for correction in key["corrections"]] == [11, 10]


def test_who_corrects_is_kept_and_not_shown(pilot: Call, as_anyone: Call) -> None:
    say(today(), 34)
    pilot("rouen_kpi_correct", id="K0", day=today().isoformat(), value=33, reason="Doublon")
    author = model.User.get("pilote").id
    with model.meta.engine.begin() as connection:
        kept = connection.exec_driver_sql("SELECT author, reason FROM rouen_kpi_snapshot WHERE corrects IS NOT NULL")
        assert kept.all() == [(author, "Doublon")]
    shown = str(as_anyone("rouen_kpi_history", id="K0"))
    assert author not in shown and "pilote" not in shown


CORRECTION = {"id": "K0", "day": DAY.isoformat(), "value": 33, "reason": "Doublon"}
WRONG = {
    "day": [{"day": NEXT.isoformat()}, {"day": "hier"}, {"version": 2}],
    "value": [{"value": "beaucoup"}, {"value": None}],
    "of": [{"of": "tout"}],
    "version": [{"version": 1.5}],
    "reason": [{"reason": " "}],
}


def test_a_wrong_correction_is_refused_by_name_and_a_gap_stays_one(pilot: Call, as_anyone: Call) -> None:
    say(DAY, 34)
    say(LATER, 36)
    before = days(as_anyone)
    for field, cases in WRONG.items():
        for wrong in cases:
            with pytest.raises(tk.ValidationError) as refusal:
                pilot("rouen_kpi_correct", **{**CORRECTION, **wrong})
            assert list(refusal.value.error_dict) == [field], wrong
    with pytest.raises(tk.ObjectNotFound, match="K99"):
        pilot("rouen_kpi_correct", **{**CORRECTION, "id": "K99"})
    assert days(as_anyone) == before


def test_only_the_metropole_corrects(metropole: dict[str, Any], act: Call) -> None:
    say(DAY, 34)
    editor = factories.User()["name"]
    act("organization_member_create", id=metropole["id"], username=editor, role="editor")
    for user in ("", editor, factories.User()["name"]):
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action("rouen_kpi_correct", context={"ignore_auth": False, "user": user}, **CORRECTION)


def test_a_new_version_of_the_definition_starts_a_new_series(as_anyone: Call) -> None:
    say(today() - timedelta(days=2), 12, version=1)
    say(today() - timedelta(days=1), 30, version=2)
    say(today(), 34, version=2)
    assert [(item["version"], item["value"]) for item in as_anyone("rouen_kpi_history", id="K0")] == [
        (1, 12),
        (2, 30),
        (2, 34),
    ]
    versions = as_anyone("rouen_kpi_show", id="K0")["versions"]
    yesterday = (today() - timedelta(days=1)).isoformat()
    assert [(one["version"], one["since"], one["until"]) for one in versions] == [
        (1, (today() - timedelta(days=2)).isoformat(), (today() - timedelta(days=2)).isoformat()),
        (2, yesterday, None),
    ]
    trend = at(as_anyone, today())["trend"]
    assert (trend["since"], trend["from"], trend["change"]) == (yesterday, 30, 4)


def test_an_old_value_keeps_the_definition_that_it_had(add: Call, as_anyone: Call) -> None:
    kpi.compute()
    computing._snapshot(today())
    told = as_anyone("rouen_kpi_show", id="K0", at=today().isoformat())
    assert told["definition"] == as_anyone("rouen_kpi_show", id="K0")["definition"]
    assert [version["definition"] for version in told["versions"]] == [told["definition"]]


def test_the_trend_of_the_list_goes_from_the_first_of_90_days_to_the_value_of_now(add: Call, as_anyone: Call) -> None:
    add("arbres")
    kpi.compute()
    version = at(as_anyone, today())["version"]
    say(today() - timedelta(days=100), 9, version)
    say(today() - timedelta(days=90), 5, version)
    say(today() - timedelta(days=88), 6, version)
    trend = next(entry for entry in as_anyone("rouen_kpi_list") if entry["id"] == "K0")["trend"]
    assert (trend["days"], trend["from"], trend["change"]) == (90, 5, -4)
    assert [value for _, value in trend["points"]] == [5, None, 6]


def test_a_target_is_told_as_it_was_on_the_day_and_by_what_it_was_superseded(pilot: Call, as_anyone: Call) -> None:
    for value in (50, 60):
        pilot("rouen_kpi_target_set", id="K0", value=value, due="2030-12-31", rationale="Convention")
    shown = as_anyone("rouen_kpi_show", id="K0")
    assert [(target["value"], target["superseded_on"]) for target in shown["targets"]] == [
        (50, today().isoformat()),
        (60, None),
    ]
    assert (shown["target"]["value"], at(as_anyone, today())["target"]["value"]) == (60, 60)
    assert at(as_anyone, today() - timedelta(days=1))["target"] is None
    assert as_anyone("rouen_kpi_show", id="K0", at=DAY.isoformat())["targets"] == []


def test_what_a_document_declares_is_told_from_its_period_and_what_replaces_it_from_its_own_day(
    pilot: Call, as_anyone: Call
) -> None:
    kpi.load_declared()
    figure = {
        "id": "K0-declared",
        "label_fr": "Jeux",
        "label_en": "Datasets",
        "initiative": "open-data",
        "unit": "count",
        "period": "2022-09",
        "beside": "K0",
    }
    pilot("rouen_kpi_declare", **figure, value=31, source="Rapport corrigé")

    def declared(day: str) -> dict[str, Any]:
        entries = as_anyone("rouen_kpi_list", at=day)
        return {entry["id"]: (entry["value"], entry["source_date"]) for entry in entries if entry["kind"] == "declared"}

    assert declared("2020-12-31") == {}
    assert declared("2021-12-31")["E-consumption-declared"] == (12_560_234, "2021")
    assert "K0-declared" not in declared("2021-12-31")
    assert declared("2022-09-30")["K0-declared"] == (30, "2022-09")
    assert declared(today().isoformat())["K0-declared"] == (31, "2022-09")
    with model.meta.engine.begin() as connection:
        assert [figure.value for figure in statements.declared_history(connection) if figure.beside == "K0"] == [30, 31]


def test_no_declared_value_is_on_a_series(as_anyone: Call) -> None:
    kpi.load_declared()
    say(DAY, 34)
    for kpi_id in ("K0", "K2b"):
        history = as_anyone("rouen_kpi_history", id=kpi_id, to=LATER.isoformat())
        assert {item["value"] for item in history} <= {34, None}
    with pytest.raises(tk.ObjectNotFound):
        as_anyone("rouen_kpi_history", id="K0-declared")
