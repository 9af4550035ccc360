"""Three wheels, and two environments where they are installed: beside CKAN as a wheel, and beside CKAN as editable."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from machine import distributions, python_environment, stamps
from machine.world import PORTAL, World, current_world

EDITABLE = "ckan-as-editable"
# The tile service reads its folder's name when it is imported.
ENVIRONMENT = {"LANG": "C.UTF-8", "ROUEN_TILES_DIRECTORY": "/nonexistent"}


@pytest.fixture(scope="session")
def beside_ckan(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world whose environment holds CKAN and nothing of ours: `portal` wants no test tools."""
    here = current_world()
    place = World(PORTAL, here.clone, here.shared / "packaging", here.account)
    place.shared.mkdir(parents=True, exist_ok=True)
    if not python_environment.is_ready(place):
        python_environment.install(place, tmp_path_factory.mktemp("log") / "pip.log")
    return place


@pytest.fixture(scope="session")
def wheels(beside_ckan: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel of each distribution, by its name."""
    folder = tmp_path_factory.mktemp("wheels")
    return {
        name: distributions.build_wheel(beside_ckan, beside_ckan.clone / name, folder, folder / "pip.log")
        for name in python_environment.DISTRIBUTIONS
    }


@pytest.fixture(scope="session", params=["CKAN as a wheel", "CKAN as editable"])
def environment(request: pytest.FixtureRequest, beside_ckan: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Each way in which CKAN is installed: people have its wheel, its container image has it editable."""
    if request.param == "CKAN as a wheel":
        return beside_ckan
    place = World(PORTAL, beside_ckan.clone, beside_ckan.home.parent / "packaging-editable", beside_ckan.account)
    inputs = python_environment.requirements_digest(beside_ckan)
    if not stamps.is_done(place.shared / "stamps", EDITABLE, inputs):
        _make_editable(beside_ckan, place, tmp_path_factory.mktemp("log") / "pip.log")
        stamps.mark_done(place.shared / "stamps", EDITABLE, inputs)
    return place


def _make_editable(plain: World, place: World, log: Path) -> None:
    """The same environment (its files are linked, not copied), with CKAN's sources in the place of its wheel."""
    shutil.rmtree(place.home, ignore_errors=True)
    for path in (plain.environment, python_environment.build_tools(plain)):
        shutil.copytree(path, place.shared / path.name, symlinks=True, copy_function=os.link)
    sources, pip = place.shared / "sources", python_environment.pip
    constraints = plain.clone / "config" / "constraints.txt"
    pip(
        place, log, "download", "--no-deps", "--no-build-isolation", "--no-binary", "ckan", "-c", constraints,
        "-d", sources, "ckan",
    )  # fmt: skip
    [archive] = sources.glob("ckan-*.tar.gz")
    shutil.unpack_archive(archive, sources)
    pip(place, log, "uninstall", "-y", "ckan")
    pip(place, log, "install", "--no-deps", "--no-build-isolation", "-e", archive.with_name(archive.name[:-7]))


@pytest.fixture(scope="session")
def python(environment: World, wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of the environment, with the three wheels installed."""
    log = tmp_path_factory.mktemp("log") / "pip.log"
    python_environment.pip(environment, log, "install", "--no-deps", "--force-reinstall", *wheels.values())
    return environment.environment / "bin" / "python"


@pytest.fixture(scope="session")
def run(python: Path, tmp_path_factory: pytest.TempPathFactory):
    """Run a script in that environment, away from the clone, so that nothing is found there by accident."""
    folder = tmp_path_factory.mktemp("elsewhere")

    def run_script(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(python), "-c", script, *arguments]
        return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    return run_script
