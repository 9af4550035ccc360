"""The command `tests/run`: the parts of the tests, fast ones first, in a world of their own."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from machine import building, configuration, core_environment, lifecycle, nginx, parts, people, ports, shares, xloader
from machine.console import say, step
from machine.failure import MachineError
from machine.locks import alone, in_turn
from machine.parts import DATA, NOTHING, PORTAL, Part
from machine.process import service_environment
from machine.sources import readable_sources
from machine.supervision import Supervisor, end_strays
from machine.world import World, current_world, empty, prepare

WORLD = "test"
HELP = f"""\
usage: ./tests/run [PART …] [-- pytest arguments]

Parts: {", ".join(parts.NAMES)}.
Without pytest arguments, ckan runs in shares at the same time: {", ".join(parts.SHARES)}.
Only when asked for: {", ".join(parts.ON_REQUEST)}.
The tests run in a world of their own (ROUEN_WORLD, else `test`) and install what they need;
what they started is stopped at the end, and the next run begins with an empty world, unless ROUEN_KEEP=yes.

Example: ./tests/run ckan -- tests/ckan/tiles -x
"""


@dataclass(frozen=True)
class Outcome:
    """How a part ended."""

    part: str
    word: str
    seconds: float


def run_tests(arguments: list[str]) -> int:
    """Run the parts that are named, or all that belong to a whole run."""
    names, pytest_arguments = _split(arguments)
    if names in (["-h"], ["--help"]):
        say(HELP)
        return 0
    _refuse_unknown(names)
    place = current_world(default=WORLD)
    if place.is_portal:
        raise MachineError("Tests never run in the portal's world: unset ROUEN_WORLD.")
    prepare(place)
    with alone(place.state / "run" / "tests.lock", f"tests in the world {place.name!r}"):
        return _run_all(place, names, pytest_arguments)


def _run_all(place: World, names: list[str], arguments: list[str]) -> int:
    sources = readable_sources(place)
    chosen = {name: parts.part(place, sources, name, arguments) for name in parts.shared_out(names, arguments)}
    stage = Stage(place, tuple(name for part in chosen.values() for name in part.packages))
    run = PartRunner(place, sources, stage)
    started = time.monotonic()
    outcomes: list[Outcome] = []
    try:
        stage.set(min(max(part.needs for part in chosen.values()), DATA))
        outcomes += run.alone(*chosen.values()) if len(chosen) == 1 else run.lanes(_alongside(chosen), _waves(chosen))
    finally:
        stage.strike()
    return _conclude(outcomes, time.monotonic() - started)


def _alongside(chosen: dict[str, Part]) -> list[Part]:
    """The parts that wait for no other, as far as they are chosen."""
    return [chosen[name] for name in parts.ALONGSIDE if name in chosen]


def _waves(chosen: dict[str, Part]) -> Iterator[list[list[Part]]]:
    """The lanes of each wave, as far as their parts are chosen."""
    for wave in (*parts.WAVES, *(((name,),) for name in parts.ON_REQUEST)):
        lanes = [[chosen[name] for name in lane if name in chosen] for lane in wave]
        if any(lanes):
            yield [lane for lane in lanes if lane]


class Stage:
    """What the tests need to be running, started when the first part asks for it."""

    def __init__(self, place: World, extra_packages: tuple[str, ...]) -> None:
        self.place = place
        self.extra_packages = extra_packages
        self.level = NOTHING
        self.supervisor: Supervisor | None = None
        self.stays = False

    def set(self, level: int) -> None:
        """Have as much of the world running as a part needs; a part that has what it needs waits for nobody."""
        if self.supervisor and level <= self.level:
            return
        with in_turn(self.place.state / "run" / "lock", "up of this world"):
            self._set(level)

    def _set(self, level: int) -> None:
        if self.supervisor is None:
            self.stays = os.environ.get("ROUEN_KEEP") == "yes" or building.is_running(self.place)
            if level > NOTHING and not self.stays:
                _begin_anew(self.place)
            self.supervisor = building.build(self.place, self.extra_packages)
            _prepare_core(self.place)
        if level >= DATA > self.level:
            building.start_data(self.place, self.supervisor)
        if level >= PORTAL > self.level:
            lifecycle.start_all(self.place, self.supervisor, wants_demo=True)
        self.level = max(level, self.level)

    def strike(self) -> None:
        """Stop what was started here."""
        if self.supervisor is None or self.stays or not self.supervisor.is_running():
            return
        with step("stop the services"):
            self.supervisor.shut_down()


class PartRunner:
    """Runs parts; those that run beside others are heard one after the other, each when it has ended."""

    def __init__(self, place: World, sources: Path, stage: Stage) -> None:
        self.place = place
        self.sources = sources
        self.stage = stage
        self._voice = threading.Lock()

    def alone(self, part: Part) -> list[Outcome]:
        """Run one part, whose words are heard while it runs."""
        say(f"\n=== {part.name}")
        return [self._run(part, None)]

    def lanes(self, alongside: list[Part], waves: Iterable[list[list[Part]]]) -> list[Outcome]:
        """Run the waves one after the other, their lanes at the same time, and one lane along all of them."""
        with ThreadPoolExecutor(1) as pool:
            along = pool.submit(self._lane, alongside)
            outcomes = [outcome for lanes in waves for outcome in self._wave(lanes)]
            return along.result() + outcomes

    def _wave(self, lanes: list[list[Part]]) -> list[Outcome]:
        with ThreadPoolExecutor(len(lanes)) as pool:
            return [outcome for lane in pool.map(self._lane, lanes) for outcome in lane]

    def _lane(self, lane: list[Part]) -> list[Outcome]:
        return [self._kept(part) for part in lane]

    def _kept(self, part: Part) -> Outcome:
        with tempfile.TemporaryFile("w+") as output:
            outcome = self._run(part, output)
            output.seek(0)
            with self._voice:
                say(f"\n=== {part.name}")
                say(output.read())
        return outcome

    def _run(self, part: Part, output: IO[str] | None) -> Outcome:
        self.stage.set(part.needs)
        if part.name in parts.ON_REQUEST:
            for rival in (nginx, xloader):
                rival.fetch(self.place, self.place.state / "log" / "up.log")
        started = time.monotonic()
        codes = [_call(self.place, self.sources, part, command, output) for command in part.commands]
        return Outcome(part.name, "FAILED" if any(codes) else "passed", time.monotonic() - started)


def _call(place: World, sources: Path, part: Part, command: list[str], output: IO[str] | None) -> int:
    variables = {**_addresses(place), **part.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    streams: dict[str, Any] = {"stdout": output, "stderr": subprocess.STDOUT} if output else {}
    if not part.as_service:
        mine = {**os.environ, "ROUEN_WORLD": place.name, **variables}
        return subprocess.run(command, check=False, cwd=sources, env=mine, **streams).returncode
    environment = service_environment(place, **variables)
    return subprocess.run(
        command, check=False, cwd=sources, env=environment, **streams, **place.account.popen_arguments()
    ).returncode


def _addresses(place: World) -> dict[str, str]:
    claimed = ports.known(place)
    if claimed is None:
        return {}
    return {
        "CKAN_INI": str(shares.FIRST.ini(place)),
        "ROUEN_SITE_URL": configuration.site_url(claimed),
        "ROUEN_TILES_URL": configuration.tiles_url(claimed),
        "ROUEN_TOKEN_FILE": str(people.token_file(place)),
        "ROUEN_LOGINS": str(place.state / "secrets" / "logins"),
        "ROUEN_MAIL": str(place.state / "mail"),
        "ROUEN_REPORTS": str(place.folder("reports")),
    }


def _begin_anew(place: World) -> None:
    """Tests find the demo as it is loaded, whatever a run before them did to it or left when it was killed."""
    end_strays(place)
    empty(place)


def _prepare_core(place: World) -> None:
    if not core_environment.is_ready(place):
        with step("an environment without CKAN"):
            core_environment.install(place, place.state / "log" / "up.log")


def _conclude(outcomes: list[Outcome], seconds: float) -> int:
    say("\n=== in all")
    for outcome in outcomes:
        say(f"  {outcome.part:10} {outcome.word:8} {outcome.seconds:6.0f} s")
    failed = [outcome.part for outcome in outcomes if outcome.word == "FAILED"]
    passed = sum(outcome.word == "passed" for outcome in outcomes)
    if failed:
        say(f"  failed: {', '.join(failed)}")
    say(f"=== {len(failed)} failed, {passed} passed in {seconds:.0f}s ===")
    return 1 if failed else 0


def _refuse_unknown(names: list[str]) -> None:
    unknown = [name for name in names if name not in parts.NAMES + parts.SHARES + parts.ON_REQUEST]
    if unknown:
        raise MachineError(f"No such part: {', '.join(unknown)}.\n\n{HELP}")


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at] or list(parts.NAMES), arguments[at + 1 :]
