"""Rules of the house that no linter holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXTENSIONS = ("municipalities", "energy", "tiles")
LONGEST_FUNCTION = 60
LONGEST_FILE = 400
LONGEST_PLUGIN = 70


def package(extension: str) -> Path:
    return ROOT / f"ckanext-rouen-{extension}" / "ckanext" / f"rouen_{extension}"


def sources() -> list[Path]:
    found = [path for extension in EXTENSIONS for path in package(extension).rglob("*.py")]
    return [path for path in found if "migration" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_there_is_code_to_look_at() -> None:
    assert len(sources()) > 50


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_functions_and_files_stay_short(path: Path) -> None:
    long_ones = [node.name for node in functions(path) if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION]
    assert long_ones == []
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_plugin_only_names_what_it_implements(extension: str) -> None:
    assert len((package(extension) / "plugin.py").read_text(encoding="utf-8").splitlines()) <= LONGEST_PLUGIN


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_sql_stands_in_the_store_alone(extension: str) -> None:
    words = re.compile(r"\bimport sqlalchemy\b|from sqlalchemy import (?!event$)|exec_driver_sql", re.MULTILINE)
    allowed = ("store", "model.py", "model", "migration")
    elsewhere = [
        name_of(path)
        for path in package(extension).rglob("*.py")
        if path.relative_to(package(extension)).parts[0] not in allowed
        and words.search(path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


def test_the_day_is_asked_of_the_clock_of_rouen_alone() -> None:
    """The machine's day, mostly that of UTC, is another than Rouen's for an hour or two each night."""
    of_the_machine = re.compile(r"\b(date|datetime)\.today\(|\bnow\((UTC|timezone\.utc)?\)\.date\(|\butcnow\(")
    askers = [name_of(path) for path in sources() if of_the_machine.search(path.read_text(encoding="utf-8"))]
    assert askers == []
    clocks = [name_of(path) for path in sources() if any(function.name == "today" for function in functions(path))]
    assert clocks == ["ckanext-rouen-municipalities/ckanext/rouen_municipalities/logic/clock.py"]


def test_no_usual_test_takes_its_time_by_the_clock_on_the_wall() -> None:
    """The parts of a whole run share the processors: what code costs is told by the time it had one."""
    on_the_wall = re.compile(r"\b(perf_counter|monotonic)\(")
    folders = [ROOT / "tests" / part for part in ("unit", "property", "corpus", "ckan")]
    usual = [path for folder in folders for path in folder.rglob("*.py")]
    assert [name_of(path) for path in usual if on_the_wall.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_option_is_in_the_readme(extension: str) -> None:
    declaration = (package(extension) / "config_declaration.yaml").read_text(encoding="utf-8")
    options = re.findall(r"- key: (\S+)", declaration)
    readme = (ROOT / f"ckanext-rouen-{extension}" / "README.md").read_text(encoding="utf-8")
    assert [option for option in options if option not in readme] == []
