"""Runs programs, as the service account where that matters."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any, Mapping, Sequence

from machine.failure import MachineError
from machine.world import World

KEPT_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
LAST_LINES = 25
NAMED_WORDS = 6


def run(command: Sequence[object], log: Path, **options: Any) -> None:
    """Run a program to its end; its output goes to a log whose last lines are shown when it fails."""
    words = [str(word) for word in command]
    with log.open("ab") as stream:
        completed = subprocess.run(words, check=False, stdout=stream, stderr=stream, **options)
    if completed.returncode != 0:
        raise MachineError(f"{_named(words)} ended with code {completed.returncode}.{last_lines(log)}")


def output(command: Sequence[object], **options: Any) -> str:
    """What a program prints; its error output is in the message when it fails."""
    words = [str(word) for word in command]
    completed = subprocess.run(words, check=False, capture_output=True, text=True, **options)
    if completed.returncode != 0:
        lines = "\n".join((completed.stdout + completed.stderr).splitlines()[-LAST_LINES:])
        raise MachineError(f"{_named(words)} ended with code {completed.returncode}:\n{lines}")
    printed: str = completed.stdout
    return printed


def last_lines(log: Path) -> str:
    """The end of a log, for a message."""
    if not log.exists():
        return ""
    lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:]
    return f" The end of {log}:\n" + "\n".join(lines)


def service_environment(world: World, **more: str) -> dict[str, str]:
    """The environment of everything that runs as the service account."""
    proxies = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    path = f"{world.environment}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
    base = {
        "PATH": path,
        "HOME": str(world.state),
        "LANG": "C.UTF-8",
        "TMPDIR": str(world.state / "tmp"),
        "CKAN_INI": str(world.ini),
        "ROUEN_WORLD": world.name,
    }
    return {**proxies, **base, **more}


def as_service(world: World, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Options for `run` and `output` that make the program run as the service account."""
    variables = service_environment(world) if environment is None else dict(environment)
    return {"env": variables, "cwd": str(world.state), **world.account.popen_arguments()}


def _named(words: list[str]) -> str:
    return f"`{' '.join(words[:NAMED_WORDS])} …`"
