"""Answers that are kept in every language are given in one."""

from __future__ import annotations

from ckanext.rouen_energy.core.spoken import spoken, words

KEPT = {"id": "A", "kwh": 1.5, "text": words("{}!".format), "all": [{"text": {"fr": "un", "en": "one"}}, None, "fr"]}


def test_each_sentence_is_given_in_the_language_that_was_asked_for():
    assert spoken(KEPT, "en") == {"id": "A", "kwh": 1.5, "text": "en!", "all": [{"text": "one"}, None, "fr"]}
    assert spoken(KEPT, "fr")["all"][0]["text"] == "un"


def test_figures_by_name_are_no_sentence():
    by_carrier = {"fr": 1, "en": 2, "gaz": 3}
    assert spoken(by_carrier, "fr") == by_carrier
