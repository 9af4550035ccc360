"""What is said of a file is said to a town-hall secretary, in French and in English."""

from __future__ import annotations

import csv
import io
import re

import pytest
from ckanext.rouen_municipalities.core.tabular.messages import LANGUAGES, label, render
from ckanext.rouen_municipalities.core.tabular.report import Issue, Notice, Report

PROGRAMMING = {"regex", "string", "integer", "float", "boolean", "null", "type", "parse", "invalide", "utf8"}


def test_both_languages_say_the_same_rules() -> None:
    assert set(LANGUAGES["fr"]) == set(LANGUAGES["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_uses_the_words_of_a_programmer(language: str) -> None:
    for rule, sentence in LANGUAGES[language].items():
        assert not set(re.findall(r"\w+", " ".join(sentence).lower())) & PROGRAMMING, rule


def test_french_sentences_keep_their_signs_with_their_words() -> None:
    for rule, sentence in LANGUAGES["fr"].items():
        assert not re.search(r" [:;!?»]|« ", " ".join(sentence)), rule


@pytest.mark.parametrize(
    ("issue", "language", "message", "expected"),
    [
        (
            Issue("date-impossible", 18, "ouverture", "31/02/2026"),
            "fr",
            "Le jour «\u00a031/02/2026\u00a0» n'existe pas.",
            "jj/mm/aaaa existant",
        ),
        (Issue("leading-zero-lost", 2, "code", "1400", "01400"), "en", "“1400” has lost its leading zero.", "01400"),
        (Issue("minimum", 2, "x", "-1", "1234.5"), "fr", "«\u00a0-1\u00a0» est trop petit.", "au moins 1\u202f234,5"),
        (
            Issue("maximum", 2, "x", "2030", "2026-12-31"),
            "fr",
            "«\u00a02030\u00a0» est trop grand.",
            "au plus 31/12/2026",
        ),
        (Issue("minimum", 2, "x", "-1", "1234.5"), "en", "“-1” is too small.", "at least 1,234.5"),
        (
            Issue("file-too-large", value="2500000", expected="2000000"),
            "fr",
            "Le fichier pèse 2,5\u00a0Mo.",
            "au plus 2\u00a0Mo",
        ),
        (
            Issue("pattern", 2, "x", "a"),
            "fr",
            "«\u00a0a\u00a0» n'a pas la forme attendue.",
            "la forme décrite dans le modèle",
        ),
        (Issue("pattern", 2, "x", "a", "E001"), "en", "“a” does not have the expected form.", "like E001"),
    ],
)
def test_an_issue_reads_as_a_sentence(issue: Issue, language: str, message: str, expected: str) -> None:
    words = render(issue, language)
    assert (words.message, words.expected) == (message, expected)


def test_a_notice_says_how_often() -> None:
    words = render(Notice("blank-lines", 1200, 7), "fr")
    assert words.message == "1\u202f200 lignes vides n'ont pas été reprises (la première\u00a0: ligne 7)."


def test_braces_in_a_cell_are_only_braces() -> None:
    assert "{0.__class__}" in render(Issue("number", 2, "x", "{0.__class__}"), "fr").message


def test_a_rule_of_another_plugin_is_its_own_name_and_any_other_language_is_french() -> None:
    assert label("regle-maison", "fr") == "regle-maison"
    assert label("enum", "de") == label("enum", "fr")
    assert render(Issue("enum", value="x"), "de") == render(Issue("enum", value="x"), "fr")


def test_the_csv_of_issues_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    report = Report()
    for value in ("=cmd()", "+1", "-1", "@x", "\tx", 'a;b\n"c"'):
        report.add(Issue("number", 2, "surface", value))
    rows = list(csv.reader(io.StringIO(report.to_csv("fr"), newline=""), delimiter=";"))
    assert rows[0] == ["Règle", "Ligne", "Colonne", "Valeur", "Attendu", "Explication"]
    assert [row[3] for row in rows[1:]] == ["'=cmd()", "'+1", "'-1", "'@x", "'\tx", 'a;b\n"c"']
    assert report.to_csv("en").startswith("Rule,Line,Column")


def test_an_unknown_column_is_told_with_the_one_that_was_probably_meant() -> None:
    close = render(Issue("header-unknown", 1, "surfaces", "surfaces", "surface_m2"), "fr")
    assert close.expected == "peut-être la colonne «\u00a0surface_m2\u00a0»"
    assert render(Issue("header-unknown", 1, "x", "x"), "fr").expected == "seulement les colonnes du modèle"
