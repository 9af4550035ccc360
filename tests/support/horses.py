"""Children that publish as those of a worker do, sent out one by one and killed, stopped or cut off at will."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backstage import Backstage, children, end, is_stopped
from outside import until

STABLE = Path(__file__).with_name("stable.py")
_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE application_name = %s ORDER BY pid"


@dataclass
class Horse:
    """A process at work."""

    pid: int
    #: what its connections are called in PostgreSQL
    name: str
    stable: Stable

    def lives(self) -> bool:
        """Whether it is still there, standing still or not."""
        return self.pid in children(self.stable.process.pid)

    def stands_still(self) -> bool:
        """Whether it was stopped."""
        return is_stopped(self.pid)

    def kill(self) -> None:
        """End it as in a power cut."""
        end(self.pid)

    def stop(self) -> None:
        """Have it stand still."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        """Have it go on."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGCONT)

    def backends(self) -> list[int]:
        """The processes of PostgreSQL that work for it."""
        return [pid for (pid,) in self.stable.backstage.main(_BACKENDS, self.name)]


@dataclass
class Stable:
    """Where they come from."""

    process: subprocess.Popen[str]
    backstage: Backstage
    horses: list[Horse] = field(default_factory=list)

    def send_out(self, order: str, *values: str, **variables: str) -> Horse:
        """Have a new one carry out an order of `stable.ORDERS`, with variables of its own."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        name = f"horse-{len(self.horses)}"
        words: dict[str, Any] = {"order": order, "values": values, "variables": {"PGAPPNAME": name, **variables}}
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        self.horses.append(Horse(int(self.process.stdout.readline()), name, self))
        return self.horses[-1]

    def finish(self, order: str, *values: str) -> None:
        """Have an order carried out to its end."""
        horse = self.send_out(order, *values)
        until(lambda: not horse.lives(), f"{order} does not end", pause=0.05)

    def living(self) -> list[Horse]:
        """Those that are still out."""
        return [horse for horse in self.horses if horse.lives()]


@contextmanager
def stable(backstage: Backstage) -> Iterator[Stable]:
    """A stable of the portal; what is still out at the end is killed."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [f"{backstage.world.environment}/bin/python", STABLE, str(backstage.world.ini)]
    log = (backstage.world.state / "log" / "stable.log").open("ab")
    with log, subprocess.Popen(command, stderr=log, **pipes) as process:
        found = Stable(process, backstage)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield found
        finally:
            for horse in found.living():
                horse.kill()
            process.kill()
