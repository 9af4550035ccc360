"""The three distributions as others install them: as wheels, beside CKAN."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from machine.python_environment import DISTRIBUTIONS, PLUGINS
from machine.stamps import source_files
from machine.world import World, current_world

# A namespace that several distributions share: setuptools puts a .pth file in its place.
NAMESPACE = "ckanext/__init__.py"
SOURCES_ONLY = {".pyc", ".pot", ".po", ".map"}

LOAD_PLUGIN = """
import importlib.metadata, sys
(point,) = [p for p in importlib.metadata.entry_points(group="ckan.plugins") if p.name == sys.argv[1]]
print(sys.modules[point.load().__module__].__file__)
"""
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, sys.argv[1] + "."):
    if ".migration." not in module.name:
        importlib.import_module(module.name)
    print(module.name)
"""
READ_DATA = """
import importlib.util, json, pathlib, sys, yaml
folder = pathlib.Path(importlib.util.find_spec(sys.argv[1]).submodule_search_locations[0])
for path in sorted(folder.rglob("*")):
    if path.suffix in (".yaml", ".yml"):
        yaml.safe_load(path.read_text())
        print(path.relative_to(folder))
    if path.suffix == ".json":
        json.loads(path.read_text())
        print(path.relative_to(folder))
"""
PARSE_TEMPLATES = """
import importlib.util, pathlib, sys
from jinja2 import Environment
from ckan.common import config
from ckan.lib.jinja_extensions import get_jinja_env_options
config["computed_template_paths"] = []
environment = Environment(extensions=get_jinja_env_options()["extensions"])
folder = pathlib.Path(importlib.util.find_spec(sys.argv[1]).submodule_search_locations[0]) / "templates"
for path in sorted(folder.rglob("*.html")):
    environment.parse(path.read_text(), filename=str(path))
    print(path.relative_to(folder))
"""
READ_TRANSLATIONS = """
import gettext, importlib.util, pathlib, sys
folder = pathlib.Path(importlib.util.find_spec(sys.argv[1]).submodule_search_locations[0])
for path in sorted(folder.rglob("*.mo")):
    with path.open("rb") as stream:
        print(path.name, len(gettext.GNUTranslations(stream)._catalog))
"""


@pytest.fixture(params=DISTRIBUTIONS)
def distribution(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def package(distribution: str) -> str:
    return f"ckanext.{PLUGINS[distribution]}"


def said(answer: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines that a script printed; its traceback when it failed."""
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()


def source_names(distribution: str, *suffixes: str) -> set[str]:
    folder = current_world().clone / distribution
    names = {path.relative_to(folder) for path in source_files(folder / "ckanext")}
    return {str(path) for path in names if not suffixes or path.suffix in suffixes}


def test_a_wheel_holds_every_file_of_its_package(distribution: str, wheels: dict[str, Path]) -> None:
    packed = set(zipfile.ZipFile(wheels[distribution]).namelist())
    wanted = {name for name in source_names(distribution) if Path(name).suffix not in SOURCES_ONLY} - {NAMESPACE}

    assert wanted
    assert wanted - packed == set()


def test_a_wheel_names_its_licence(distribution: str, wheels: dict[str, Path]) -> None:
    wheel = zipfile.ZipFile(wheels[distribution])
    (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]

    assert "License-Expression: AGPL-3.0-or-later" in wheel.read(metadata).decode()
    assert any(name.endswith("/LICENSE") for name in wheel.namelist())


def test_a_plugin_loads_from_where_its_wheel_was_installed(distribution: str, run, python: Path) -> None:
    (file,) = said(run(LOAD_PLUGIN, PLUGINS[distribution]))

    assert file.startswith(str(python.parents[1] / "lib"))


def test_every_module_can_be_imported(package: str, run) -> None:
    assert f"{package}.plugin" in said(run(IMPORT_ALL, package))


def test_every_data_file_can_be_read(distribution: str, package: str, run) -> None:
    wanted = source_names(distribution, ".yaml", ".yml", ".json")

    assert len(said(run(READ_DATA, package))) == len(wanted)


def test_every_template_can_be_parsed(distribution: str, package: str, run) -> None:
    wanted = {name for name in source_names(distribution, ".html") if "/templates/" in name}

    assert len(said(run(PARSE_TEMPLATES, package))) == len(wanted)


def test_every_translation_can_be_read(distribution: str, package: str, run) -> None:
    wanted = source_names(distribution, ".po")

    assert len(said(run(READ_TRANSLATIONS, package))) == len(wanted)


def test_ckan_is_installed_as_it_should_be(environment: World, run) -> None:
    (file,) = said(run("import ckan; print(ckan.__file__)"))
    is_editable = file.startswith(str(environment.shared / "sources"))

    assert is_editable == (environment.home.name == "packaging-editable")


def test_the_three_stand_beside_ckan_without_conflict(python: Path) -> None:
    answer = subprocess.run([str(python), "-m", "pip", "check"], capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout


def test_they_need_nothing_that_the_pinned_environment_lacks(python: Path) -> None:
    command = [str(python), "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"]
    installed = {item["name"].lower() for item in json.loads(subprocess.check_output(command, text=True))}

    assert {name.lower() for name in DISTRIBUTIONS} <= installed
