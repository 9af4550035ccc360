"""The commands `deploy/up` and `deploy/down`."""

from __future__ import annotations

import os
import time

from machine import building, configuration, demo, people, ports
from machine.ckan import repair_index
from machine.console import say, step
from machine.failure import MachineError
from machine.locks import alone
from machine.supervision import Supervisor, end_strays
from machine.world import World, current_world, prepare

HELP = f"""\
usage: ./deploy/up

Installs what is missing, starts every service, loads the demo, and says where to look and how to log in.
It can be interrupted and run again; a second run only does what has changed.

Environment:
  ROUEN_WORLD=name     another portal beside this one: own databases, files and ports (default: portal)
  {ports.VARIABLE}=8400      first port of the block of ten to use (default: a free block, then always the same)
  ROUEN_DEMO=no        a portal without the demo

See also: ./deploy/status [--json], ./deploy/down, ./deploy/ckan …, ./tests/run
"""
NO_DEMO = "no"


def up(arguments: list[str]) -> int:
    """Bring the portal of the current world up."""
    if arguments:
        say(HELP)
        return 0 if arguments[0] in ("-h", "--help") else 2
    started = time.monotonic()
    place = current_world()
    prepare(place)
    with alone(place.state / "run" / "lock", f"up of the world {place.name!r}"):
        supervisor = bring_up(place, os.environ.get("ROUEN_DEMO") != NO_DEMO)
    _welcome(place, supervisor, time.monotonic() - started)
    return 0


def bring_up(place: World, wants_demo: bool) -> Supervisor:
    """Build the world, start everything, and make the first accounts and the demo."""
    supervisor = building.build(place)
    building.start_data(place, supervisor)
    start_all(place, supervisor, wants_demo)
    return supervisor


def start_all(place: World, supervisor: Supervisor, wants_demo: bool) -> None:
    """Start what people talk to, when its databases run."""
    people.create_sysadmin(place)
    building.start_portal(place, supervisor)
    if wants_demo:
        demo.load(place)
    repair_index(place, supervisor.ports)


def down(arguments: list[str]) -> int:
    """Stop every service of the current world; nothing is lost."""
    if arguments:
        raise MachineError("usage: ./deploy/down")
    place = current_world()
    with step(f"stop {place.name}"):
        supervisor = building.existing(place)
        if supervisor.is_running():
            supervisor.shut_down()
        end_strays(place)
    return 0


def _welcome(place: World, supervisor: Supervisor, seconds: float) -> None:
    address = configuration.site_url(supervisor.ports)
    say(f"\nThe portal is up ({seconds:.0f} s):  {address}\n")
    say("Log in at " + address + "/user/login")
    for login in people.logins(place):
        say(f"  {login.name:28} {login.role}\n  {'':28} password: cat {login.password_file}")
    say(f"\nAPI token of the sysadmin: {people.token_file(place)}")
    say(f"Mails that the portal sends: {place.state}/mail")
    say("\nWhat to try first")
    say(f"  {address}/dataset/      search, themes, communes")
    say(f"  {address}/energie       the energy of the communes' buildings")
    say(f"  {address}/indicateurs   the key figures, and how each was counted")
    say(f"  curl {configuration.tiles_url(supervisor.ports)}/manifest   what the mobile app pulls")
    say("  ./deploy/status    ./deploy/down    ./tests/run")
