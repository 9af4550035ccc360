"""Layouts: which one a file has, and what a plugin's rules say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.messages import LANGUAGES, learn, read_sentences, render


@pytest.fixture
def words_restored():
    """What a test teaches is forgotten after it."""
    before = {language: dict(sentences) for language, sentences in LANGUAGES.items()}
    yield
    for language, sentences in before.items():
        LANGUAGES[language].clear()
        LANGUAGES[language].update(sentences)


@pytest.mark.usefixtures("words_restored")
def test_a_rule_of_a_plugin_is_said_in_the_words_that_it_brings(tmp_path: Path) -> None:
    for language, name in (("fr", "Sans coefficient"), ("en", "No coefficient")):
        sentences = {"test-coefficient": [name, "{value} m³", "{expected}"]}
        (tmp_path / f"{language}.json").write_text(json.dumps(sentences), encoding="utf-8")
    learn(read_sentences(tmp_path))
    said = render(Issue("test-coefficient", 3, "volume", "12"), "en")
    assert (said.label, said.message) == ("No coefficient", "12 m³")
    assert render(Issue("test-coefficient", 3, "volume", "12"), "fr").label == "Sans coefficient"


@pytest.mark.parametrize(
    "sentences",
    [
        {"fr": {"test-new": ("a", "b", "c")}, "en": {}},
        {"fr": {"required": ("a", "b", "c")}, "en": {"required": ("a", "b", "c")}},
    ],
    ids=["said in one language only", "a rule of the base"],
)
def test_a_plugin_cannot_teach_half_a_sentence_nor_one_of_ours(sentences: dict) -> None:
    with pytest.raises(ValueError, match="rules"):
        learn(sentences)
