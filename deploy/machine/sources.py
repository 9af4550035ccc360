"""The sources as the service account sees them: the clone, or a copy where it may not enter."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from machine.world import World

LEFT_OUT = shutil.ignore_patterns(".git", "var", "node_modules", "__pycache__", "*.egg-info", "build", "dist")


def readable_sources(world: World) -> Path:
    """Where the sources can be read by the services' account; a copy is made anew when it takes one."""
    if _may_enter(world, world.clone):
        return world.clone
    copy = world.shared / "sources"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(world.clone, copy, symlinks=True, ignore=LEFT_OUT)
    (copy / "var").symlink_to(world.home)
    return copy


def _may_enter(world: World, folder: Path) -> bool:
    if not world.account.switch:
        return True
    question = ["test", "-r", str(folder / "setup.cfg"), "-a", "-x", str(folder)]
    return subprocess.run(question, check=False, **world.account.popen_arguments()).returncode == 0
