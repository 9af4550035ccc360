"""The folder that the tile process reads: immutable files, and one link, `current`, that names what is served.

current -> states/<number>-<hash>        renamed over, never written in place
states/<name>/state.json, manifest.json  (and .gz, .br)
releases/<sha256>.json                   (and .gz, .br)
data/<tile>/<sha256>.zip                 an entry per commune and encoding
health.json                              replaced at each check
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from . import archive
from .compose import Release, read_release
from .encodings import SUFFIXES, encoded
from .state import Served, read_state

LINK = "current"
#: A reader may still hold the state before: what is no longer named stays this long.
GRACE_SECONDS = 600


class Damaged(Exception):
    """A file of the folder is missing or is not what its name says."""


class ReleaseFolder:
    """Reading and writing the folder. A single writer at a time is the caller's concern."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)
        self.link = str(self.root / LINK)

    # reading

    def current_name(self) -> str | None:
        """The name of the state served, None when nothing is."""
        try:
            return os.readlink(self.link).rpartition("/")[2]  # noqa: PTH115  (twice as fast as Path)
        except OSError:
            return None

    def current(self) -> tuple[Served, Release] | None:
        """The state served and its release. Raises Damaged."""
        name = self.current_name()
        if name is None:
            return None
        state = self.state(name)
        return state, self.release(state.release)

    def state(self, name: str) -> Served:
        """The state of this name. Raises Damaged."""
        try:
            state = read_state((self.root / "states" / name / "state.json").read_bytes())
        except (OSError, ValueError, TypeError) as error:
            raise Damaged(f"state {name}: {error}") from error
        if state.name() != name:
            raise Damaged(f"state {name} is not what its name says")
        return state

    def release(self, sha256: str) -> Release:
        """The release of this hash. Raises Damaged."""
        try:
            release = read_release((self.root / "releases" / f"{sha256}.json").read_bytes())
        except (OSError, ValueError) as error:
            raise Damaged(f"release {sha256}: {error}") from error
        if release.sha256 != sha256:
            raise Damaged(f"release {sha256} is not what its name says")
        return release

    def encodings(self, relative: str) -> dict[str, bytes]:
        """A file in its three encodings. Raises Damaged."""
        try:
            return {encoding: (self.root / (relative + suffix)).read_bytes() for encoding, suffix in SUFFIXES.items()}
        except OSError as error:
            raise Damaged(f"{relative}: {error}") from error

    def data(self, tile_id: str, version: str, insee: str) -> dict[str, bytes]:
        """A tile's data for one commune in three encodings. Raises Damaged."""
        try:
            return archive.read(self._archive(tile_id, version), insee)
        except (OSError, KeyError, archive.BadArchive) as error:
            raise Damaged(f"data of {tile_id} for {insee}: {error}") from error

    def has_data(self, tile_id: str, version: str) -> bool:
        """Whether these data are kept."""
        return self._archive(tile_id, version).exists()

    def health(self) -> bytes | None:
        """The last check's result, None before the first."""
        try:
            return (self.root / "health.json").read_bytes()
        except FileNotFoundError:
            return None

    # writing

    def write_data(self, tile_id: str, bodies: Mapping[str, bytes]) -> str:
        """Keep a tile's data of all communes; give the version that names them."""
        version = archive.version(bodies)
        path = self._archive(tile_id, version)
        if not path.exists():
            _write(path, archive.pack(bodies))
        return version

    def write_health(self, body: bytes) -> None:
        """Replace the last check's result."""
        _write(self.root / "health.json", body)

    def publish(self, release: Release, state: Served, issued: datetime) -> None:
        """Serve this state: write what it names, make it durable, then rename the link."""
        for suffix, body in _files(release.body):
            path = self.root / "releases" / f"{release.sha256}.json{suffix}"
            if not path.exists() or path.stat().st_size != len(body):
                _write(path, body)
        name = state.name()
        folder = self.root / "states" / name
        for suffix, body in _files(release.manifest(issued)):
            _write(folder / f"manifest.json{suffix}", body)
        _write(folder / "state.json", state.body())
        _sync(folder.parent)
        self._point(name)

    def close(self) -> None:
        """Serve nothing: what is asked for then gets 503."""
        Path(self.link).unlink(missing_ok=True)
        _sync(self.root)

    def tidy(self, now: float | None = None) -> None:
        """Remove states and data that the served state does not name, once no reader can need them."""
        name = self.current_name()
        if name is None:
            return
        state = self.state(name)
        before = (time.time() if now is None else now) - GRACE_SECONDS
        kept = {self._archive(tile, version) for tile, version in state.data.items()}
        for folder in _older(self.root / "states", before, {self.root / "states" / name}):
            shutil.rmtree(folder)
        for tile_folder in _older(self.root / "data", float("inf"), set()):
            for path in _older(tile_folder, before, kept):
                path.unlink()

    def _archive(self, tile_id: str, version: str) -> Path:
        return self.root / "data" / tile_id / f"{version}.zip"

    def _point(self, name: str) -> None:
        draft = self.root / f".{LINK}.{uuid.uuid4().hex}"
        draft.symlink_to(f"states/{name}")
        draft.replace(self.link)
        _sync(self.root)


def _files(body: bytes) -> Iterator[tuple[str, bytes]]:
    for encoding, content in encoded(body).items():
        yield SUFFIXES[encoding], content


def _write(path: Path, content: bytes) -> None:
    """Write a file whole and durable under its final name, readable by the tile process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _older(folder: Path, before: float, kept: Collection[Path]) -> list[Path]:
    if not folder.exists():
        return []
    return [path for path in folder.iterdir() if path not in kept and path.stat().st_mtime < before]
