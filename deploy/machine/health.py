"""What works and what does not, for people and for scripts."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import asdict, dataclass

from machine import building, configuration, people
from machine.console import say
from machine.failure import MachineError
from machine.services import HTTP_SECONDS, Service
from machine.supervision import RUNNING, Supervisor
from machine.world import World, current_world

OK, DOWN, FAILING = "ok", "down", "failing"
#: What the portal says of itself that no process tells: the rest of `/readyz` is known from the services.
WORK = ("kpis",)
USAGE = "usage: ./deploy/status [--json]"


@dataclass(frozen=True)
class State:
    """How one service is."""

    state: str
    detail: str


def status(arguments: list[str]) -> int:
    """The command `deploy/status`: exit code 0 only when all is well."""
    if arguments not in ([], ["--json"]):
        raise MachineError(USAGE)
    place = current_world()
    supervisor = building.existing(place)
    states, work = examine(supervisor), _work(supervisor)
    if arguments:
        say(json.dumps(_report(place, supervisor, states, work), ensure_ascii=False, indent=2))
    else:
        _show(place, supervisor, states, work)
    return 0 if all(state.state == OK for state in (*states.values(), *work.values())) else 1


def examine(supervisor: Supervisor) -> dict[str, State]:
    """Ask every service whether it works."""
    known = supervisor.states()
    return {name: _state(service, known.get(name)) for name, service in supervisor.services.items()}


def _state(service: Service, info: dict[str, object] | None) -> State:
    if info is None:
        return State(DOWN, "the supervisor is not running")
    if info["statename"] != RUNNING:
        return State(DOWN, str(info["description"] or info["statename"]).lower())
    if not service.healthy():
        return State(FAILING, f"runs ({info['description']}) but does not answer or gives no sign of life")
    return State(OK, str(info["description"]))


def _work(supervisor: Supervisor) -> dict[str, State]:
    """How the work of the portal goes; nothing is known of it while the portal does not answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{supervisor.ports.web}/readyz", timeout=HTTP_SECONDS) as answer:
            checks = json.load(answer)["checks"]
    except OSError:
        return {}
    return {name: State(checks[name]["state"], checks[name]["detail"]) for name in WORK if name in checks}


def _report(
    place: World, supervisor: Supervisor, states: dict[str, State], work: dict[str, State]
) -> dict[str, object]:
    return {
        "site_url": configuration.site_url(supervisor.ports),
        "tiles_url": configuration.tiles_url(supervisor.ports),
        "services": {name: asdict(state) for name, state in states.items()},
        "work": {name: asdict(state) for name, state in work.items()},
        "sysadmin_token_file": str(people.token_file(place)),
        "logins": people.as_json(place),
    }


def _show(place: World, supervisor: Supervisor, states: dict[str, State], work: dict[str, State]) -> None:
    say(f"{configuration.site_url(supervisor.ports)}  ({place.name}, {place.state})")
    for name, state in {**states, **work}.items():
        say(f"  {name:10} {state.state:8} {state.detail}")
