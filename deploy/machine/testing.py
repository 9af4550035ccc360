"""Runs the tests, part by part, fast ones first, in a world of their own."""
from __future__ import annotations

import subprocess
import time

from machine import building, ports
from machine.console import say
from machine.failure import MachineError
from machine.locks import alone
from machine.process import service_environment
from machine.world import World, current_world, prepare

WORLD = "test"
PARTS = ("unit", "property", "ckan")
DATA_PARTS = {"ckan"}


def run_tests(arguments: list[str]) -> int:
    """The command `tests/run`."""
    parts, pytest_arguments = _split(arguments)
    place = current_world(default=WORLD)
    if place.is_portal:
        raise MachineError("Tests never run in the portal's world: unset ROUEN_WORLD.")
    prepare(place)
    supervisor = building.build(place)
    if DATA_PARTS & set(parts):
        with alone(place.state / "run" / "lock", "tests"):
            building.start_data(place, supervisor)
    outcomes = [_run(place, part, pytest_arguments) for part in parts]
    return max(outcomes, default=0)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments or list(PARTS), []
    at = arguments.index("--")
    return arguments[:at] or list(PARTS), arguments[at + 1 :]


def _run(place: World, part: str, arguments: list[str]) -> int:
    folder = place.clone / "tests" / part
    if not folder.is_dir():
        say(f"== {part}: there is no tests/{part} yet")
        return 0
    say(f"== {part}")
    started = time.monotonic()
    options = [f"--ckan-ini={place.test_ini}"] if part == "ckan" else ["-p", "no:ckan"]
    targets = [] if any(word.startswith("tests/") for word in arguments) else [str(folder)]
    command = [f"{place.environment}/bin/python", "-m", "pytest", *options, *targets, *arguments]
    environment = service_environment(place, CKAN_INI=str(place.test_ini), PYTHONDONTWRITEBYTECODE="1")
    code = subprocess.run(command, check=False, cwd=place.clone, env=environment, **place.account.popen_arguments()).returncode
    say(f"== {part}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s")
    return code
