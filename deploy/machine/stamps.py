"""Remembers which steps are done, and with which inputs."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Iterable

SKIPPED_FOLDERS = {"__pycache__", "build", "dist", "node_modules"}


def digest(*inputs: object) -> str:
    """A hash of texts and files; a path counts with its content."""
    state = hashlib.sha256()
    for item in inputs:
        state.update(item.read_bytes() if isinstance(item, Path) else str(item).encode())
        state.update(b"\0")
    return state.hexdigest()


def tree_digest(folders: Iterable[Path]) -> str:
    """A hash of the names and contents of all source files below some folders."""
    state = hashlib.sha256()
    for folder in folders:
        for path in source_files(folder):
            state.update(str(path.relative_to(folder)).encode() + b"\0")
            state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


def source_files(folder: Path) -> list[Path]:
    """Files below a folder that belong to its sources, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and _is_source(path.relative_to(folder)))


def _is_source(path: Path) -> bool:
    folders = path.parts[:-1]
    return not any(part in SKIPPED_FOLDERS or part.startswith(".") or part.endswith(".egg-info") for part in folders)


def is_done(folder: Path, name: str, inputs: str) -> bool:
    """Whether a step was finished with exactly these inputs."""
    stamp = folder / name
    return stamp.exists() and stamp.read_text() == inputs


def mark_done(folder: Path, name: str, inputs: str) -> None:
    """Remember a finished step. Called last: a step cut short is done again."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(inputs)
