"""The portal from behind: its services, their processes, its databases. For tests that break or measure it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from machine import building, postgres
from machine.configuration import override
from machine.supervision import RUNNING, Supervisor
from machine.world import World, current_world
from outside import CLONE, Portal, until

#: how long a worker of a broken portal is waited for, and how often the sweeper comes
LEASE_SECONDS, SWEEP_SECONDS = 6, 4
#: what a new worker needs until it works
START_SECONDS = 20
KILOBYTES = 1_024


@dataclass
class Backstage:
    """The world that ROUEN_WORLD names."""

    world: World
    supervisor: Supervisor

    @classmethod
    def here(cls) -> Backstage:
        """The world of this run."""
        world = current_world("test")
        return cls(world, building.existing(world))

    def pid(self, service: str) -> int:
        """The process of a running service, 0 when it does not run."""
        info = self.supervisor.states()[service]
        return int(info["pid"]) if info["statename"] == RUNNING else 0

    def start(self, *services: str) -> None:
        """Start services, and wait until they work."""
        for service in services:
            self.supervisor.start(service)
        for service in services:
            self.supervisor.wait(service)

    def stop(self, service: str) -> None:
        """Stop a service, and wait until it is gone."""
        self.supervisor.stop(service)

    @contextmanager
    def without(self, *services: str) -> Iterator[None]:
        """Services stopped meanwhile."""
        try:
            for service in services:
                self.stop(service)
            yield
        finally:
            self.start(*services)

    def kill(self, service: str) -> None:
        """Kill -9 a service and its children; the supervisor starts it again."""
        pid = self.pid(service)
        for victim in (pid, *children(pid)):
            end(victim)
        until(lambda: self.pid(service) not in (0, pid), f"{service} has not started again")

    @contextmanager
    def configured(self, options: Mapping[str, object], *services: str) -> Iterator[None]:
        """Some services with other settings of the base meanwhile."""
        before = self.world.ini.read_text()
        lines = [f"ckanext.rouen_municipalities.{option} = {value}" for option, value in options.items()]
        try:
            self._configure(override(before, "\n".join(lines)), services)
            yield
        finally:
            self._configure(before, services)

    @contextmanager
    def another_worker(self, **variables: str) -> Iterator[int]:
        """One more worker, with variables of its own, killed at the end; gives its process."""
        command = [f"{self.world.environment}/bin/ckan", "-c", str(self.world.ini), "rouen", "worker"]
        log = (self.world.state / "log" / "another-worker.log").open("ab")
        with log, subprocess.Popen(command, env={**os.environ, **variables}, stdout=log, stderr=log) as process:
            try:
                yield process.pid
            finally:
                for victim in (*children(process.pid), process.pid):
                    end(victim)

    def command(self, *words: str) -> tuple[str, float]:
        """What a command of CKAN says, and the most memory it had (MB): at least what its caller has."""
        environment = {**os.environ, "CKAN_INI": str(self.world.ini)}
        command = [str(CLONE / "deploy" / "ckan"), *words]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert process.stdout
        told = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, told
        return told, used.ru_maxrss / KILOBYTES

    def main(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query on the main database."""
        return self._ask(postgres.MAIN, query, values)

    def datastore(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query on the datastore, as its owner."""
        return self._ask(postgres.DATASTORE, query, values)

    def checkpoint(self) -> None:
        """Have PostgreSQL write to its files what waits for it."""
        postgres.sql(self.world, self.supervisor.ports, postgres.MAIN, "CHECKPOINT")

    def staging_tables(self) -> list[str]:
        """Tables that publications were making and have left behind."""
        query = "SELECT tablename FROM pg_tables WHERE schemaname = ANY(%s) AND tablename ~ '^[pc]_'"
        return [name for (name,) in self.datastore(query, ["rouen_staging", "public"])]

    def datastore_url(self) -> str:
        """The address of the datastore, for its owner."""
        return self.database_url(postgres.DATASTORE)

    def database_url(self, database: str) -> str:
        """The address of a database, for its owner."""
        return postgres.url(self.world, self.supervisor.ports, postgres.OWNER, database)

    def _configure(self, text: str, services: tuple[str, ...]) -> None:
        self.world.write(self.world.ini, text)
        for service in services:
            self.stop(service)
        self.start(*services)

    def _ask(self, database: str, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(self.database_url(database))
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


def sysadmin() -> Portal:
    """The portal for the sysadmin, from what the run of the tests says."""
    return Portal(os.environ["ROUEN_SITE_URL"], Path(os.environ["ROUEN_TOKEN_FILE"]).read_text().strip())


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(number) for number in found.split()]


def standing_still(worker: int) -> int:
    """Wait until a child of a worker stands still at the place that ROUEN_HOLD_AT names; the child's process."""
    return until(lambda: next(filter(is_stopped, children(worker)), 0), "no child stands still")


def is_stopped(pid: int) -> bool:
    """Whether a process stands still."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] == "T"


def end(pid: int) -> None:
    """Kill -9 a process that may be gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def peak_memory(pid: int) -> int:
    """The most memory that a process has had so far, in bytes; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peaks[0]) * 1024 if peaks else 0
