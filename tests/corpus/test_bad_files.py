"""Every bad file comes back with the rules it breaks, in words, and nothing raises."""

from __future__ import annotations

import json
import runpy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import Check, check
from ckanext.rouen_municipalities.core.tabular.messages import REMARKS, RULES
from ckanext.rouen_municipalities.core.tabular.profile import load_profile
from ckanext.rouen_municipalities.core.tabular.report import Report

CORPUS = runpy.run_path(str(Path(__file__).with_name("bad_files.py")))
WORKBOOKS = runpy.run_path(str(Path(__file__).with_name("bad_workbooks.py")))
FILES: dict[str, tuple[bytes, set[str]]] = CORPUS["TEXTS"] | WORKBOOKS["WORKBOOKS"]
PROFILE = load_profile(CORPUS["PROFILE"])
REGISTERS = {"communes": frozenset({"76540", "76451"})}


def checked(content: bytes, folder: Path) -> Check:
    """The check of a file with ``content``, before it is read."""
    path = folder / "fichier.csv"
    path.write_bytes(content)
    return check(path, PROFILE, REGISTERS)


@cache
def report_of(name: str) -> Report:
    """The report on a file of the corpus, read to its end, and what its batches said on the way."""
    with TemporaryDirectory() as folder:
        checking = checked(FILES[name][0], Path(folder))
        assert all(checking.report.accepted for _ in checking), "a batch was given after an issue"
        assert [path.name for path in Path(folder).iterdir()] == ["fichier.csv"]
    return checking.report


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    assert len(FILES) == len(CORPUS["TEXTS"]) + len(WORKBOOKS["WORKBOOKS"]) >= 150
    assert len({content for content, _ in FILES.values()}) == len(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused_by_the_rules_that_it_breaks(name: str) -> None:
    report = report_of(name)
    assert set(report.by_rule) == FILES[name][1]
    assert report.errors == sum(report.by_rule.values()) == len(report.issues)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_report_is_in_words_and_can_be_sent(name: str, language: str) -> None:
    report = report_of(name)
    words = report.to_dict(language)
    assert json.loads(json.dumps(words)) == words
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))).to_dict(language) == words
    for issue in words["issues"]:
        assert issue["rule"] in RULES
        assert issue["label"] and issue["message"] and issue["expected"]
        assert "{value}" not in issue["label"] + issue["message"]
    assert report.to_csv(language).count("\r\n") == report.errors + 1


@pytest.mark.parametrize(
    "content",
    [CORPUS["GOOD"].encode("cp1252"), WORKBOOKS["GOOD_XLSX"], WORKBOOKS["ods"](WORKBOOKS["table"](WORKBOOKS["GOOD"]))],
    ids=["csv", "xlsx", "ods"],
)
def test_the_good_files_beside_them_are_accepted(content: bytes, tmp_path: Path) -> None:
    report = checked(content, tmp_path).finish()
    assert (report.errors, report.rows) == (0, 1)


def test_every_rule_of_a_file_has_its_bad_file() -> None:
    elsewhere = {
        "profile-unknown", "file-too-large", "too-many-rows", "archive-too-large", "sheet-too-slow", "sheet-missing",
        "unique", "no-overlap", "one-of-required", "all-or-none", "sum", "register", "min-length", "siren", "array",
        "array-item", "year-interval", "year-or-interval", "actes", "header-none", "unique-published",
        "no-overlap-published", "growing-profile", "growing-columns",
        "negative", "shares", "two-spellings-published", "private-column", "private-table",
        "document-too-large", "document-broken", "layout-unknown",
    }  # fmt: skip
    named = {rule for _, rules in FILES.values() for rule in rules}
    assert set(RULES) - named == elsewhere | REMARKS
