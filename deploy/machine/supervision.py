"""Keeps the services alive with supervisor, and clears away what an earlier crash left."""

from __future__ import annotations

import contextlib
import http.client
import os
import shlex
import signal
import subprocess
import time
import xmlrpc.client
from pathlib import Path
from typing import Any, Callable, Iterator

from machine import stamps
from machine.failure import MachineError
from machine.ports import Ports, require_free
from machine.process import as_service, last_lines, service_environment
from machine.services import Service
from machine.world import World

USER = "rouen"
MARK = "ROUEN_SERVICE_OF"
RUNNING, STARTING, BACKOFF = "RUNNING", "STARTING", "BACKOFF"
START_SECONDS = 180
PAUSE_SECONDS = 0.2

HEAD = """\
; Written by deploy/up.
[supervisord]
nodaemon = false
directory = {state}
logfile = {state}/log/supervisord.log
logfile_maxbytes = 10MB
logfile_backups = 2
pidfile = {state}/run/supervisord.pid
childlogdir = {state}/log

[inet_http_server]
port = 127.0.0.1:{port}
username = {user}
password = {password}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""
# What cannot start while another service is away is tried again, ever more slowly, and never given up.
# A child of a killed supervisor gets its stop signal from the kernel, or it would live on as an orphan.
PROGRAM = """
[program:{name}]
command = setpriv --pdeathsig {signal} -- {command}
autostart = false
autorestart = true
startsecs = {settle}
startretries = 100000
stopsignal = {signal}
stopwaitsecs = {seconds}
killasgroup = true
redirect_stderr = true
stdout_logfile = {log}
stdout_logfile_maxbytes = 20MB
stdout_logfile_backups = 3
environment = {environment}
"""


class Supervisor:
    """The supervisor of one world."""

    def __init__(self, world: World, ports: Ports, services: list[Service]) -> None:
        self.world = world
        self.ports = ports
        self.services = {service.name: service for service in services}

    def configure(self) -> None:
        """Write the supervisor's configuration; a running one that has another is stopped."""
        changed = self.world.write(self._file(), self._text(), mode=0o600)
        if changed and self.is_running():
            self.shut_down()

    def is_running(self) -> bool:
        """Whether our supervisor answers."""
        try:
            return bool(self._call().getState()["statename"] == RUNNING)
        except (OSError, xmlrpc.client.Error, http.client.HTTPException):
            return False

    def states(self) -> dict[str, dict[str, Any]]:
        """What the supervisor knows of each service; nothing when it is down."""
        try:
            found: Any = self._call().getAllProcessInfo()
        except (OSError, xmlrpc.client.Error, http.client.HTTPException):
            return {}
        return {info["name"]: info for info in found}

    def launch(self) -> None:
        """Start the supervisor, after clearing what a killed one left behind."""
        if self.is_running():
            return
        end_strays(self.world)
        require_free(self.ports.supervisor, "the supervisor")
        for service in self.services.values():
            self._require_port(service)
        (self.world.state / "run" / "supervisord.pid").unlink(missing_ok=True)
        command = [f"{self.world.environment}/bin/supervisord", "-c", str(self._file())]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        options = {**quiet, **as_service(self.world, self._environment())}
        subprocess.run(command, check=False, **options)
        wait_until(self.is_running, "the supervisor", self.world.state / "log" / "supervisord.log")

    def start(self, name: str) -> None:
        """Have a service start, if it does not run; now, if it waits for its next try."""
        state = self.states()[name]["statename"]
        if state in (RUNNING, STARTING):
            return
        if state == BACKOFF:
            self.stop(name)
        self._require_port(self.services[name])
        with contextlib.suppress(xmlrpc.client.Fault):
            self._call().startProcess(name, False)

    def wait(self, name: str) -> None:
        """Wait until a service works."""
        wait_until(lambda: self._works(self.services[name]), name, self.log(name))

    def stop(self, name: str) -> None:
        """Stop a service and wait until it is gone."""
        with contextlib.suppress(xmlrpc.client.Fault):
            self._call().stopProcess(name)

    def refresh(self, names: list[str], inputs: str) -> None:
        """Start services, again where what they depend on changed, and wait until they work."""
        folder = self.world.state / "stamps"
        for name in names:
            if not stamps.is_done(folder, f"service-{name}", inputs):
                self.stop(name)
            self.start(name)
        for name in names:
            self.wait(name)
            stamps.mark_done(folder, f"service-{name}", inputs)

    def shut_down(self) -> None:
        """Stop every service, then the supervisor."""
        for name in reversed(list(self.states())):
            self.stop(name)
        with contextlib.suppress(OSError, xmlrpc.client.Error, http.client.HTTPException):
            self._call().shutdown()
        wait_until(lambda: not self.is_running(), "the supervisor's end", self._file())
        end_strays(self.world)

    def log(self, name: str) -> Path:
        """The log of a service."""
        return self.world.state / "log" / f"{name}.log"

    def _works(self, service: Service) -> bool:
        state = self.states().get(service.name, {}).get("statename", "gone")
        if state in (BACKOFF, "FATAL", "EXITED"):
            raise MachineError(f"{service.name} does not start.{last_lines(self.log(service.name))}")
        return state == RUNNING and service.healthy()

    def _require_port(self, service: Service) -> None:
        if service.port is not None:
            require_free(service.port, service.name)

    def _call(self) -> Any:
        password = self.world.secret("supervisor")
        address = f"http://{USER}:{password}@127.0.0.1:{self.ports.supervisor}/RPC2"
        return xmlrpc.client.ServerProxy(address).supervisor

    def _environment(self) -> dict[str, str]:
        return service_environment(self.world, **{MARK: str(self.world.state)})

    def _file(self) -> Path:
        return self.world.state / "etc" / "supervisord.conf"

    def _text(self) -> str:
        head = HEAD.format(
            state=self.world.state, port=self.ports.supervisor, user=USER, password=self.world.secret("supervisor")
        )
        return head + "".join(self._program(service) for service in self.services.values())

    def _program(self, service: Service) -> str:
        words = shlex.join(service.command).replace("%", "%%")
        variables = {MARK: str(self.world.state), **service.variables}
        return PROGRAM.format(
            name=service.name,
            command=words,
            signal=service.stop_signal,
            seconds=service.stop_seconds,
            settle=service.settle_seconds,
            log=self.log(service.name),
            environment=",".join(f'{key}="{value}"' for key, value in variables.items()),
        )


def end_strays(world: World) -> None:
    """End services of this world that have no supervisor any more."""
    strays = list(_strays(world))
    for number in (signal.SIGINT, signal.SIGKILL):
        for pid in strays:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        end = time.monotonic() + 10
        while strays and time.monotonic() < end:
            time.sleep(PAUSE_SECONDS)
            strays = list(_strays(world))
        if not strays:
            return


def wait_until(ready: Callable[[], bool], what: str, log: Path, seconds: float = START_SECONDS) -> None:
    """Wait for something, and show the end of its log when it does not come."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise MachineError(f"{what}: nothing after {seconds:.0f} s.{last_lines(log)}")
        time.sleep(PAUSE_SECONDS)


def _strays(world: World) -> Iterator[int]:
    mark = f"{MARK}={world.state}".encode()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)
