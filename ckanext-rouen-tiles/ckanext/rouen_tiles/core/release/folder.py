"""The folder that the tile process reads: immutable files, and one link, `current`, that names what is served.

current -> states/<number>-<hash>        renamed over, never written in place
states/<name>/state.json                 with its papers: manifest, signed manifest, keys, vocabulary
releases/<sha256>.json                   (and .gz, .br)
index/<page>.json                        which releases were served, and when
data/<tile>/<sha256>.zip                 an entry per commune and encoding
health.json, kpis.json                   replaced at each check
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from . import archive
from .compose import Release, read_release
from .durable import point, remove, sync, write
from .encodings import SUFFIXES, decoded, encoded
from .history import History, entry_of
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
        self.history = History(self.root)
        self._known: tuple[str, tuple[Served, Release]] | None = None

    # reading

    def current_name(self) -> str | None:
        """The name of the state served, None when nothing is."""
        try:
            return os.readlink(self.link).rpartition("/")[2]  # noqa: PTH115  (twice as fast as Path)
        except OSError:
            return None

    def current(self) -> tuple[Served, Release] | None:
        """The state served and its release, read once for each name. Raises Damaged."""
        known, name = self._known, self.current_name()
        return known[1] if known and known[0] == name else self._read(name)

    def checked(self) -> tuple[Served, Release] | None:
        """The same, read from files of which each is whole. Raises Damaged."""
        found = self._read(self.current_name())
        if found:
            self.release_forms(found[1].sha256)
        return found

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

    def release_forms(self, sha256: str) -> dict[str, bytes]:
        """A release in its three encodings. Raises Damaged."""
        return self._forms(f"releases/{sha256}.json", sha256)

    def data(self, tile_id: str, version: str, insee: str, language: str = "fr") -> dict[str, bytes]:
        """A tile's data for one commune, in a language, in three encodings. Raises Damaged."""
        return self._entry(tile_id, version, archive.data_name(insee, language))

    def calendar(self, tile_id: str, version: str, insee: str) -> dict[str, bytes]:
        """The dates of a tile for one commune as iCalendar, in three encodings. Raises Damaged."""
        return self._entry(tile_id, version, archive.calendar_name(insee))

    def _entry(self, tile_id: str, version: str, name: str) -> dict[str, bytes]:
        try:
            return archive.read(self._archive(tile_id, version), name)
        except (OSError, KeyError, archive.BadArchive) as error:
            raise Damaged(f"data {name} of {tile_id}: {error}") from error

    def has_data(self, tile_id: str, version: str) -> bool:
        """Whether these data are kept, and not cut off."""
        return archive.is_whole(self._archive(tile_id, version))

    def told(self, name: str) -> tuple[int, bytes] | None:
        """What a check wrote (`health.json`, `kpis.json`) with the instant of it; None before the first."""
        path = self.root / name
        try:
            return path.stat().st_mtime_ns, path.read_bytes()
        except FileNotFoundError:
            return None

    def health(self) -> bytes | None:
        """The last check's result, None before the first."""
        found = self.told("health.json")
        return found[1] if found else None

    # writing

    def write_data(self, tile_id: str, files: Mapping[str, bytes]) -> str:
        """Keep a tile's data of all communes; give the version that names them."""
        version = archive.version(files)
        path = self._archive(tile_id, version)
        if archive.is_whole(path):
            os.utime(path)  # as new: what is about to be served again is not tidied away
        else:
            write(path, archive.pack(files))
        return version

    def write_health(self, body: bytes) -> None:
        """Replace the last check's result."""
        self.tell("health.json", body)

    def tell(self, name: str, body: bytes) -> None:
        """Replace what a check wrote."""
        write(self.root / name, body)

    def publish(self, release: Release, state: Served) -> None:
        """Serve this state: write what it names, make it durable, then point the link at it. Raises OSError."""
        self.keep(release)
        self._remember(release)
        folder = self.root / "states" / state.name()
        write(folder / "state.json", state.body())
        sync(folder.parent)
        self._leave(self.current_name())
        point(Path(self.link), f"states/{state.name()}")

    def keep(self, release: Release) -> None:
        """Write the release's own files unless they are whole. Raises OSError."""
        try:
            self.release_forms(release.sha256)
        except Damaged:
            for suffix, body in _files(release.body):
                write(self.root / "releases" / f"{release.sha256}.json{suffix}", body)

    def close(self) -> None:
        """Serve nothing: what is asked for then gets 503. Raises OSError."""
        remove(Path(self.link))

    def tidy(self, now: float | None = None) -> None:
        """Remove states and data that the served state does not name, once no reader can need them, and lost drafts."""
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
        for place in (self.root, self.root / "releases", self.root / "index"):
            for path in _older(place, before, set()):
                if path.name.startswith("."):
                    path.unlink()

    def _read(self, name: str | None) -> tuple[Served, Release] | None:
        if name is None:
            return None
        state = self.state(name)
        found = state, self.release(state.release)
        self._known = name, found
        return found

    def _archive(self, tile_id: str, version: str) -> Path:
        return self.root / "data" / tile_id / f"{version}.zip"

    def _remember(self, release: Release) -> None:
        """Put the release in the history, unless that is missing: the builder then writes all of it."""
        if self.history.exists():
            name = self.current_name()
            served = int(name.partition("-")[0]) if name else release.number - 1
            self.history.add(entry_of(release), served)

    def _leave(self, name: str | None) -> None:
        """Have what was served until now, and may still be read, count as new to whoever tidies."""
        try:
            state = self.state(name) if name else None
        except Damaged:
            return
        for path in [self._archive(*named) for named in state.data.items()] if state else []:
            with suppress(OSError):
                os.utime(path)
        with suppress(OSError):
            os.utime(self.root / "states" / str(name))

    def _forms(self, relative: str, sha256: str) -> dict[str, bytes]:
        """A file in its encodings, each of which holds the bytes of this hash."""
        try:
            forms = {encoding: (self.root / (relative + suffix)).read_bytes() for encoding, suffix in SUFFIXES.items()}
            bodies = {hashlib.sha256(decoded(body, encoding)).hexdigest() for encoding, body in forms.items()}
        except (OSError, ValueError) as error:
            raise Damaged(f"{relative}: {error}") from error
        if bodies != {sha256}:
            raise Damaged(f"{relative} is not what its name says")
        return forms


def _files(body: bytes) -> Iterator[tuple[str, bytes]]:
    for encoding, content in encoded(body).items():
        yield SUFFIXES[encoding], content


def _older(folder: Path, before: float, kept: Collection[Path]) -> list[Path]:
    if not folder.exists():
        return []
    return [path for path in folder.iterdir() if path not in kept and path.lstat().st_mtime < before]
