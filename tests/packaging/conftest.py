"""Three wheels, and an environment where they are installed beside CKAN installed as a wheel."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from machine import distributions, python_environment
from machine.world import PORTAL, World, current_world

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


@pytest.fixture(scope="session")
def python(beside_ckan: World, wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of the environment, with the three wheels installed."""
    log = tmp_path_factory.mktemp("log") / "pip.log"
    python_environment.pip(beside_ckan, log, "install", "--no-deps", "--force-reinstall", *wheels.values())
    return beside_ckan.environment / "bin" / "python"


@pytest.fixture(scope="session")
def run(python: Path, tmp_path_factory: pytest.TempPathFactory):
    """Run a script in that environment, away from the clone, so that nothing is found there by accident."""
    folder = tmp_path_factory.mktemp("elsewhere")

    def run_script(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(python), "-c", script, *arguments]
        return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    return run_script
