"""Every bad file comes back with the rules it breaks, in words, and nothing raises."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.messages import RULES
from ckanext.rouen_municipalities.core.tabular.profile import load_profile
from ckanext.rouen_municipalities.core.tabular.report import Report

CORPUS = runpy.run_path(str(Path(__file__).with_name("bad_files.py")))
FILES: dict[str, tuple[bytes, set[str]]] = CORPUS["FILES"]
PROFILE = load_profile(CORPUS["PROFILE"])
REGISTERS = {"communes": frozenset({"76540", "76451"})}


def report_of(content: bytes, folder: Path) -> Report:
    """The report on a file with ``content``."""
    path = folder / "fichier.csv"
    path.write_bytes(content)
    return check(path, PROFILE, REGISTERS).finish()


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused_by_the_rules_that_it_breaks(name: str, tmp_path: Path) -> None:
    content, rules = FILES[name]
    report = report_of(content, tmp_path)
    assert set(report.by_rule) == rules
    assert report.errors == sum(report.by_rule.values()) == len(report.issues)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_report_is_in_words_and_can_be_sent(name: str, language: str, tmp_path: Path) -> None:
    report = report_of(FILES[name][0], tmp_path)
    words = report.to_dict(language)
    assert json.loads(json.dumps(words)) == words
    for issue in words["issues"]:
        assert issue["rule"] in RULES
        assert issue["label"] and issue["message"] and issue["expected"]
        assert "{" not in issue["label"] + issue["message"]
    assert report.to_csv(language).count("\r\n") == report.errors + 1


@pytest.mark.parametrize("name", FILES)
def test_its_batches_are_never_given_beyond_the_first_issue(name: str, tmp_path: Path) -> None:
    path = tmp_path / "fichier.csv"
    path.write_bytes(FILES[name][0])
    checking = check(path, PROFILE, REGISTERS)
    assert all(checking.report.accepted for _ in checking)


def test_the_good_file_beside_them_is_accepted(tmp_path: Path) -> None:
    report = report_of(CORPUS["GOOD"].encode("cp1252"), tmp_path)
    assert (report.errors, report.rows, report.encoding) == (0, 1, "cp1252")
