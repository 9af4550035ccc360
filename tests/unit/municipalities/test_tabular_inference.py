"""A file without a profile gets a proposal that keeps whatever could be a code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.inference import (
    ColumnProposal,
    Proposal,
    propose,
)
from ckanext.rouen_municipalities.core.tabular.kinds import kind_of
from ckanext.rouen_municipalities.core.tabular.profile import load_profile
from ckanext.rouen_municipalities.core.tabular.reasons import REASONS, reason_text
from workbooks import xlsx

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives its path."""

    def written(content: str | bytes) -> Path:
        path = tmp_path / "fichier.csv"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return written


def column(proposal: Proposal, title: str) -> ColumnProposal:
    return next(each for each in proposal.columns if each.title == title)


@pytest.mark.parametrize(
    ("title", "values", "kind", "reason"),
    [
        # codes by what they are
        ("commune", ["76540", "76451"], "code", "code-length"),
        ("departement", ["76", "27"], "code", "code-length"),
        ("valeur", ["01400", "76000"], "code", "code-zero"),
        ("valeur", ["007", "12"], "code", "code-zero"),
        ("contact", ["02 35 52 68 00", "0235526800"], "code", "code-phone"),
        ("organisme", ["21760540800013", "21760451800014", "20002341400013"], "code", "code-length"),
        ("organisme", ["217605401", "217604511", "200023414"], "code", "siren"),
        ("organisme", ["123456789", "217604511", "200023414"], "code", "code-length"),
        ("compteur", ["12345678901234567890", "1"], "code", "code-long"),
        # codes by their title
        ("id", ["1", "22", "333"], "code", "code-name"),
        ("N° de lot", ["1", "22"], "code", "code-name"),
        ("Code Postal", ["1400", "76000"], "code", "code-name"),
        ("num_voie", ["1", "12"], "code", "code-name"),
        ("Tél.", ["235526800"], "code", "code-name"),
        ("SIREN", ["217605401"], "code", "siren"),
        ("id", ["A-1", "B2"], "code", "code-name"),
        # numbers
        ("surface", ["12,5", "300"], "number", "decimals"),
        ("x", ["-0.5", "1 250,75"], "number", "decimals"),
        ("x", ["1", "22", "333"], "integer", "integer"),
        ("x", ["-12", "-13"], "integer", "integer"),
        ("x", ["1 250", "3 000"], "integer", "integer"),
        ("nb_places", ["10", "20"], "integer", "integer"),
        ("population", ["1950", "2010"], "integer", "integer"),
        # moments
        ("ouverture", ["01/02/2026", "2026-02-28"], "date", "date"),
        ("releve", ["01/02/2026 14:30", "2026-02-28T00:00:00+01:00"], "datetime", "datetime"),
        ("mois", ["03/2026", "2026-04"], "yearmonth", "yearmonth"),
        ("construction", ["1998", "2026"], "year", "year"),
        # others
        ("accessible", ["oui", "Non"], "boolean", "boolean"),
        ("nom", ["Piscine", "12"], "string", "text"),
        ("nom", ["01/02/26"], "string", "text"),
        ("nom", [], "string", "empty"),
        ("référence longue", ["deux mots", "12"], "string", "text"),
        ("version", ["01.5", "2.0"], "string", "text"),
    ],
)
def test_whatever_could_be_a_code_stays_text(title: str, values: list[str], kind: str, reason: str) -> None:
    found = kind_of(title, values)
    assert (found.type, found.reason) == (kind, reason)


def test_every_reason_is_said_in_both_languages() -> None:
    for reason in REASONS:
        french, english = (reason_text(reason, "5", language) for language in ("fr", "en"))
        assert french != english
        assert french.endswith(".") and english.endswith(".") and "{" not in french + english


FACILITIES = """Équipements de la ville

Identifiant;Nom de l'équipement;Code INSEE;Surface (m²);Ouverture;Tél;Remarque
1;Piscine;76540;1 250,5;01/02/2026;02 35 00 00 01;
2;Gymnase;76451;300;28/02/2026;02 35 00 00 02;à revoir
3;École;76540;2 000,25;03/03/2026;02 35 00 00 03;
;Total;;3 550,75;;;
"""


def test_a_proposal_says_columns_types_examples_and_why(write: Write) -> None:
    proposal = propose(write(FACILITIES), "ville/equipements")
    assert proposal.report.accepted
    assert (proposal.report.header_line, proposal.report.rows) == (3, 3)
    assert [notice.rule for notice in proposal.report.warnings] == ["totals-line"]
    assert [(each.title, each.kind.type) for each in proposal.columns] == [
        ("Identifiant", "code"),
        ("Nom de l'équipement", "string"),
        ("Code INSEE", "code"),
        ("Surface (m²)", "number"),
        ("Ouverture", "date"),
        ("Tél", "code"),
        ("Remarque", "string"),
    ]
    insee = column(proposal, "Code INSEE")
    assert insee.examples == ("76540", "76451")
    assert insee.reason("fr") == "Le titre annonce un code («\u00a0code\u00a0»)\u00a0: reste du texte."
    assert insee.reason("en") == "The title announces a code (“code”): stays text."
    assert insee.descriptor() == {
        "name": "Code INSEE",
        "title": {"fr": "Code INSEE"},
        "type": "code",
        "constraints": {"minLength": 5, "maxLength": 5},
        "example": "76540",
    }


def test_a_proposal_is_a_profile_that_guards_what_it_saw(write: Write, tmp_path: Path) -> None:
    profile = load_profile(propose(write(FACILITIES), "ville/equipements").descriptor)
    assert (profile.name, profile.version) == ("ville/equipements", "1.0.0")
    damaged = tmp_path / "abime.csv"
    damaged.write_text(FACILITIES.replace("76451", "1400").replace("03/03/2026", "bientôt"), encoding="utf-8")
    assert set(check(damaged, profile).finish().by_rule) == {"leading-zero-lost", "date"}


def test_a_workbook_gets_a_proposal_too(write: Write) -> None:
    content = xlsx([["Liste"], ["id", "places", "prix"], ["1", 10, 2.5], ["2", 200, 3]], "Piscines", Notes=[["x"]])
    proposal = propose(write(content), "ville/piscines", sheet="piscines")
    assert [each.kind.type for each in proposal.columns] == ["code", "integer", "number"]
    assert proposal.descriptor["publication"] == {"sheet": "Piscines"}
    assert proposal.report.accepted


def test_a_title_that_the_database_does_not_take_gets_a_name_and_keeps_its_column(write: Write) -> None:
    long = "Titre très long " * 8
    path = write(f'_id;"un ""mot""";{long};un mot\na;b;c;d\n')
    proposal = propose(path, "essai")
    assert [each.name for each in proposal.columns][:2] == ["id", "un mot_2"]
    assert all(len(each.name.encode()) <= 63 for each in proposal.columns)
    assert proposal.report.accepted
    assert len(proposal.report.matched) == 4


def test_values_far_down_have_their_say(write: Write) -> None:
    rows = [f"{rank};{rank},5;x" for rank in range(6000)]
    path = write("\n".join(["n;prix;nom", *rows, "12;environ 3;", ""]))
    proposal = propose(path, "essai")
    assert proposal.report.accepted
    assert [(each.kind.type, each.kind.reason) for each in proposal.columns] == [
        ("integer", "integer"),
        ("string", "loosened"),
        ("string", "text"),
    ]


def test_an_error_of_the_spreadsheet_has_no_say_in_what_its_column_is(write: Write) -> None:
    proposal = propose(write("nom;ouverture;places\na;01/02/2026;12\nb;#N/A;#REF!\nc;03/02/2026;300\n"), "essai")
    assert [each.kind.type for each in proposal.columns] == ["string", "date", "integer"]
    assert column(proposal, "ouverture").examples == ("01/02/2026", "03/02/2026")
    assert proposal.report.by_rule == {"spreadsheet-error": 2}


def test_no_column_is_said_to_be_always_filled_in_because_it_is_so_today(write: Write) -> None:
    profile = load_profile(propose(write("nom;places\na;12\nb;300\n"), "essai").descriptor)
    assert not any(each.constraints.required for each in profile.fields)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_titles_and_rows_share(write: Write, separator: str) -> None:
    text = 'nom;prix\n"Île; et, mer";"12,5"\nb;"3,25"\n'
    path = write(text.replace(";", separator) if separator != ";" else text)
    proposal = propose(path, "essai")
    assert [each.title for each in proposal.columns] == ["nom", "prix"]
    assert proposal.report.delimiter == separator


def test_french_decimals_do_not_make_a_comma_the_separator(write: Write) -> None:
    proposal = propose(write("nom;prix\na;12,5\nb;3,25\n"), "essai")
    assert [(each.title, each.kind.type) for each in proposal.columns] == [("nom", "string"), ("prix", "number")]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("76540;12,5\n76451;13\n", "header-none"),
        ("\x1d", "header-none"),
        ("nom;Nom\na;b\n", "header-duplicate"),
        ("nom;___\na;b\n", "header-blank"),
        ("", "file-empty"),
        (b"%PDF-1.7", "format-not-read"),
        ("nom;prix\n", "no-rows"),
        ("nom;prix\na;#REF!\n", "spreadsheet-error"),
    ],
)
def test_a_file_that_no_profile_can_help_is_told(write: Write, content: Any, rule: str) -> None:
    assert set(propose(write(content), "essai").report.by_rule) == {rule}


def test_years_may_be_titles(write: Write) -> None:
    proposal = propose(write("commune;2024;2025\nRouen;12;130\nElbeuf;9;7\n"), "essai")
    assert [each.title for each in proposal.columns] == ["commune", "2024", "2025"]
