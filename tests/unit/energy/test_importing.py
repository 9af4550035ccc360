"""The report of an import: what became of each file, and of all."""

from __future__ import annotations

import json
from datetime import date

import pytest
from ckanext.rouen_energy.core.importing import (
    SHELVES,
    Imported,
    Outcome,
    between,
    exit_code,
    in_words,
    report_as_dict,
    why_unreadable,
)

READINGS = Imported(
    "r63.csv",
    Outcome.PUBLISHED,
    profile="energy/readings",
    layout="Enedis SGE R63",
    dataset="releves-energie-rouen",
    rows=48,
    growth="40 lignes nouvelles, 8 corrigées, 0 inchangée",
)
BILLS = Imported("factures.xlsx", Outcome.UNCHANGED, "energy/consumption", dataset="factures-energie-rouen", rows=1)
REFUSED = Imported(
    "r64.json",
    Outcome.REFUSED,
    "energy/readings",
    "Enedis SGE R64",
    "releves-energie-rouen",
    errors=7,
    reasons=tuple(f"ligne {n} : non" for n in range(2, 9)),
)
UNKNOWN = Imported("notes.csv", Outcome.UNKNOWN, reasons=("Faites correspondre ses colonnes.",))
FAILED = Imported("grand.csv", Outcome.FAILED, "energy/readings", reasons=("disk-full",))


def test_the_report_in_words_has_what_became_of_each_file_and_the_first_reasons() -> None:
    assert in_words([READINGS, BILLS, REFUSED, UNKNOWN]).splitlines() == [
        "r63.csv : publié · lu comme Enedis SGE R63 · 40 lignes nouvelles, 8 corrigées, 0 inchangée"
        " · releves-energie-rouen (energy/readings)",
        "factures.xlsx : déjà publié · 1 ligne · factures-energie-rouen (energy/consumption)",
        "r64.json : refusé · lu comme Enedis SGE R64 · releves-energie-rouen (energy/readings)",
        "    ligne 2 : non",
        "    ligne 3 : non",
        "    ligne 4 : non",
        "    … 7 erreurs en tout",
        "notes.csv : disposition inconnue",
        "    Faites correspondre ses colonnes.",
        "4 fichiers : 1 publié, 1 déjà publié, 1 refusé, 1 disposition inconnue.",
    ]


def test_what_was_replaced_kept_and_may_be_wrong_is_told_with_its_file() -> None:
    told = Imported(
        "factures.csv",
        Outcome.PUBLISHED,
        "energy/consumption",
        dataset="factures-energie-rouen",
        rows=2,
        kept="la table « factures » du 01/02/2026 (12 lignes) est gardée",
        notices=tuple(f"ligne {n} : peut-être" for n in range(2, 7)),
    )
    assert list(told.in_words()) == [
        "factures.csv : publié · 2 lignes · la table « factures » du 01/02/2026 (12 lignes) est gardée"
        " · factures-energie-rouen (energy/consumption)",
        "    attention : ligne 2 : peut-être",
        "    attention : ligne 3 : peut-être",
        "    attention : ligne 4 : peut-être",
        "    … et 2 autres avertissements",
    ]


@pytest.mark.parametrize(
    ("last", "words"),
    [(date(2023, 2, 28), "02/2023"), (date(2023, 3, 1), "02/2023 – 03/2023"), (date(2024, 2, 1), "02/2023 – 02/2024")],
)
def test_a_table_is_named_by_the_months_of_its_file(last: date, words: str) -> None:
    assert between(date(2023, 2, 1), last) == words


def test_the_report_for_programs_counts_every_outcome_and_can_be_sent() -> None:
    report = report_as_dict([READINGS, REFUSED, REFUSED])
    assert json.loads(json.dumps(report)) == report
    assert report["counts"] == {
        "published": 1, "unchanged": 0, "refused": 2, "unknown": 0, "unreadable": 0, "failed": 0
    }  # fmt: skip
    assert report["files"][0]["layout"] == "Enedis SGE R63"


@pytest.mark.parametrize(
    ("files", "code"), [([READINGS, BILLS], 0), ([READINGS, UNKNOWN], 1), ([REFUSED, FAILED, READINGS], 2)]
)
def test_the_exit_code_says_whether_all_is_published_and_whose_fault_it_is_not(
    files: list[Imported], code: int
) -> None:
    assert exit_code(files) == code


def test_each_kind_of_table_has_a_dataset_of_its_own_for_each_owner() -> None:
    names = {shelf.dataset("rouen") for shelf in SHELVES.values()}
    assert len(names) == len(SHELVES) and "releves-energie-rouen" in names


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(2, "No such file or directory"), "Ce fichier n'existe pas."),
        (IsADirectoryError(21, "Is a directory"), "C'est un dossier : nommez ses fichiers."),
        (PermissionError(13, "Permission denied"), "Le portail n'a pas le droit de lire ce fichier."),
        (OSError(5, "Input/output error"), "Ce fichier ne peut pas être ouvert (Input/output error)."),
    ],
)
def test_a_file_that_cannot_be_opened_is_told_why_in_french(error: OSError, words: str) -> None:
    assert why_unreadable(error) == words
