"""What is said of a file is said to a town-hall secretary, in French and in English."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.tabular.cells import CellError
from ckanext.rouen_municipalities.core.tabular.listing import markdown
from ckanext.rouen_municipalities.core.tabular.messages import LANGUAGES, REMARKS, RULES, label, render
from ckanext.rouen_municipalities.core.tabular.profile import POSTGRESQL_TYPES, load_profile
from ckanext.rouen_municipalities.core.tabular.reader import FieldReader
from ckanext.rouen_municipalities.core.tabular.report import Issue, Notice, Report

ROOT = Path(__file__).parents[3]
FORMATS = ("siret", "siren", "email", "uri", "array")
#: names of types, and what programs say among themselves
PROGRAMMING = {
    "regex", "regexp", "pattern", "expression", "régulière", "string", "str", "char", "varchar", "integer", "int",
    "bigint", "float", "numeric", "boolean", "bool", "booléen", "timestamp", "datetime", "array", "tuple", "dict",
    "object", "enum", "null", "nan", "nil", "type", "typage", "parse", "parser", "parsing", "cast", "token", "regle",
    "json", "xml", "sql", "ascii", "unicode", "utf8", "utf", "byte", "bytes", "octet", "octets", "bit", "bits", "hash",
    "invalide", "invalid", "exception", "syntaxe", "syntax", "schema", "schéma", "undefined",
}  # fmt: skip
#: the spreadsheets themselves say so: « CSV UTF-8 »
FAMILIAR = {
    "encoding-undecodable": {"utf"},
    "encoding-mixed": {"utf"},
    "document-too-large": {"json"},
    "document-broken": {"json"},
}
REGULAR_EXPRESSION = re.compile(r"\\[dwsb]|\[[^\]]*-[^\]]*\]|\(\?|\^|\$|\.\*|\{[0-9]")


def test_both_languages_say_the_same_rules() -> None:
    assert set(LANGUAGES["fr"]) == set(LANGUAGES["en"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_no_sentence_uses_the_words_or_the_signs_of_a_programmer(rule: str, language: str) -> None:
    said = " ".join(LANGUAGES[language][rule])
    assert set(re.findall(r"\w+", said.lower())) & PROGRAMMING - FAMILIAR.get(rule, set()) == set()
    assert REGULAR_EXPRESSION.search(said) is None
    assert "_" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_each_rule_says_what_is_wrong_and_errors_say_what_would_be_accepted(rule: str, language: str) -> None:
    name, message, expected = LANGUAGES[language][rule]
    assert name
    assert message.endswith(".")
    assert expected or rule in REMARKS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [{"type": kind} for kind in POSTGRESQL_TYPES] + [{"format": name} for name in FORMATS])
def test_what_a_real_cell_is_told_names_neither_type_nor_pattern(kind: dict[str, str], language: str) -> None:
    constraints = {"pattern": "^[A-Z]{2}\\\\d+$"} if kind.get("type") in ("string", "code") else {}
    field = {"name": "colonne", "type": "string", **kind, "constraints": {"required": True, **constraints}}
    reader = FieldReader(load_profile({"name": "e/x", "version": "1", "fields": [field]}).fields[0], {}, 100)
    found = 0
    for cell in ("", "?", "12,5,7", "31/02/2026", "#N/A", "1E+12", "x" * 200, "2026"):
        try:
            reader.read(cell)
        except CellError as error:
            words = render(Issue(error.rule, 2, "colonne", cell, error.expected), language)
            said = f"{words.label} {words.message} {words.expected}"
            assert set(re.findall(r"\w+", said.lower())) & PROGRAMMING - FAMILIAR.get(error.rule, set()) == set()
            assert REGULAR_EXPRESSION.search(said) is None
            found += 1
    assert found


@pytest.mark.parametrize(
    ("issue", "expected"),
    [
        (("compare", "debut < fin"), "une valeur de «\u00a0debut\u00a0» plus petite que celle de «\u00a0fin\u00a0»"),
        (("sum", "total = jour + nuit"), "un total égal à la somme\u00a0: total = jour + nuit"),
        (("all-or-none", "jour, nuit"), "toutes ou aucune des colonnes jour, nuit"),
    ],
)
def test_rules_between_columns_are_said_in_words(issue: tuple[str, str], expected: str) -> None:
    assert render(Issue(issue[0], 2, "x", "1 / 2", issue[1]), "fr").expected == expected


def test_the_page_of_messages_is_up_to_date() -> None:
    """Written by ``python -m ckanext.rouen_municipalities.core.tabular.listing > docs/messages.md``."""
    assert (ROOT / "docs" / "messages.md").read_text(encoding="utf-8") == markdown()


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


def test_a_csv_that_does_not_tell_every_error_says_so_on_its_last_line() -> None:
    report = Report(kept=2)
    for line in (2, 3, 4):
        report.add(Issue("number", line, "surface", "x"))
    rows = list(csv.reader(io.StringIO(report.to_csv("fr"), newline=""), delimiter=";"))
    assert (len(rows), rows[-1][5][:52]) == (4, "Seules les 2 premières erreurs sur 3 sont détaillées")
    assert (report.to_dict("fr")["errors"], report.to_dict("fr")["complete"]) == (3, False)
    complete = Report()
    complete.add(Issue("number", 2, "surface", "x"))
    assert (len(complete.to_csv("fr").splitlines()), complete.to_dict("fr")["complete"]) == (2, True)


def test_an_unknown_column_is_told_with_the_one_that_was_probably_meant() -> None:
    close = render(Issue("header-unknown", 1, "surfaces", "surfaces", "surface_m2"), "fr")
    assert close.expected == "peut-être la colonne «\u00a0surface_m2\u00a0»"
    assert render(Issue("header-unknown", 1, "x", "x"), "fr").expected == "seulement les colonnes du modèle"
