"""What a job keeps of a saving, and the sentences that tell it."""

from __future__ import annotations

import json

import pytest
from ckanext.rouen_energy.core.impact import told
from ckanext.rouen_energy.core.impact.refusals import DAYS, MONTH, REPORTING, Refusal
from ckanext.rouen_energy.core.impact.saving import Saving
from ckanext.rouen_energy.core.impact.sentences import NO_DATA, NO_WEATHER, reason, sentence

SAVED = Saving(expected_kwh=1000.0, used_kwh=750.0, days=365, variance=100.0, degrees=300.0)
UNSURE = Saving(expected_kwh=1000.0, used_kwh=995.0, days=365, variance=100.0, degrees=300.0)
MORE = Saving(expected_kwh=1000.0, used_kwh=1100.0, days=365, variance=100.0, degrees=300.0)


def test_a_saving_is_told_with_its_interval():
    figures = told.measured(SAVED)
    assert (figures["percent"], figures["kwh"], figures["shown"]) == (25.0, 250.0, True)
    assert figures["interval"] == [pytest.approx(23.35, abs=0.01), pytest.approx(26.65, abs=0.01)]
    assert sentence(figures, "fr").startswith("Les travaux ont économisé 25,0\N{NO-BREAK SPACE}% (250 kWh), entre 23,")
    assert sentence(figures, "en").startswith("The works saved 25.0% (250 kWh), between 23.")


def test_an_interval_that_holds_zero_shows_no_saving():
    assert "Aucune économie n'est démontrée" in sentence(told.measured(UNSURE), "fr")
    assert "holds zero" in sentence(told.measured(UNSURE), "en")


def test_more_use_after_the_works_is_said_as_more():
    said = sentence(told.measured(MORE), "en")
    assert said.startswith("After the works 10.0% more was used (100 kWh), between 8.")


def test_bills_give_an_indication_without_an_interval():
    figures = told.indicative(2000.0, 1800.0)
    assert (figures["level"], figures["interval"], figures["shown"]) == ("indicative", None, None)
    assert "10.0% saved (200 kWh)" in sentence(figures, "en")
    assert "10.0% more (200 kWh)" in sentence(told.indicative(2000.0, 2200.0), "en")


def test_where_nothing_can_be_told_that_is_said():
    assert "ne suffisent pas" in sentence(told.NOTHING, "fr")
    assert "do not suffice" in sentence(told.NOTHING, "en")


def test_a_refusal_keeps_its_numbers_through_json():
    kept = json.loads(json.dumps(told.reasons([Refusal(DAYS, 241, 329, REPORTING), Refusal(MONTH, 0.5, 0.9, month=2)])))
    assert reason(kept[0], "fr") == "241 jours valables dans la période de suivi, 329 exigés"
    assert "February" in reason(kept[1], "en")


@pytest.mark.parametrize("rule", [NO_WEATHER, NO_DATA])
def test_works_without_data_have_their_reason_in_both_languages(rule):
    assert reason({"rule": rule}, "fr") != reason({"rule": rule}, "en")


def test_the_savings_of_several_owners_add_up_with_their_intervals():
    both = told.summed([told.measured(SAVED), told.measured(SAVED)])
    low, high = told.measured(SAVED)["interval_kwh"]
    assert (both["kwh"], both["percent"]) == (500.0, 25.0)
    assert both["interval_kwh"] == [pytest.approx(2 * low), pytest.approx(2 * high)]
    assert told.summed([]) == told.NOTHING
    assert told.summed([told.measured(SAVED)]) == told.measured(SAVED)
