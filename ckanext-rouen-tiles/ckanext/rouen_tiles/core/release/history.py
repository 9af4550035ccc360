"""Which releases were served, and when: pages of a few hundred entries beside the releases themselves.

index/<number // 500>.json     an entry for each release, oldest first; the instants only grow
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .compose import Release
from .durable import write

PAGE = 500


class Unreadable(Exception):
    """A page is cut off or missing."""


@dataclass(frozen=True)
class Entry:
    """A release as a list shows it; `release` is its relative link."""

    number: int
    sha256: str
    created_at: str
    previous: str | None
    reason: str
    bytes: int
    tiles: int
    tombstones: int

    def shown(self) -> dict[str, Any]:
        """The entry as the app's backend reads it."""
        counts = {"tiles": self.tiles, "tombstones": self.tombstones}
        known = {name: value for name, value in asdict(self).items() if name not in counts}
        return {**known, "release": f"releases/{self.sha256}", "counts": counts}


def entry_of(release: Release) -> Entry:
    """The entry of a release."""
    return Entry(
        number=release.number,
        sha256=release.sha256,
        created_at=release.document["created_at"],
        previous=release.document["previous"],
        reason=release.document["reason"],
        bytes=len(release.body),
        tiles=len(release.tiles),
        tombstones=len(release.tombstones),
    )


class History:
    """Reading and writing the pages; `upto` is the number served, beyond which nothing was seen."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "index"

    def exists(self) -> bool:
        """Whether the pages are there and the newest of them can be read."""
        try:
            numbers = self._pages()
            return bool(numbers and self._read(numbers[-1]))
        except Unreadable:
            return False

    def add(self, entry: Entry, served: int) -> None:
        """Add the release that follows the one served; what was written meanwhile was never seen. Raises OSError."""
        page = entry.number // PAGE
        kept = [known for known in self._read(page) if known.number <= served and known.number < entry.number]
        self._write(page, [*kept, entry])

    def write_all(self, entries: Iterable[Entry]) -> None:
        """Write every page, from entries in order. Raises OSError."""
        pages: dict[int, list[Entry]] = {}
        for entry in entries:
            pages.setdefault(entry.number // PAGE, []).append(entry)
        for page, content in pages.items():
            self._write(page, content)

    def newest_first(self, before: int) -> Iterator[Entry]:
        """The releases with a smaller number. Raises Unreadable."""
        for page in reversed([number for number in self._pages() if number * PAGE < before]):
            yield from (entry for entry in reversed(self._read(page)) if entry.number < before)

    def find(self, number: int) -> Entry | None:
        """The release of this number. Raises Unreadable."""
        return next((entry for entry in self._read(number // PAGE) if entry.number == number), None)

    def between(self, first: str, last: str, upto: int) -> list[Entry]:
        """What was served at some time from one instant to another, both included, oldest first. Raises Unreadable."""
        found: list[Entry] = []
        for entry in self.newest_first(upto + 1):
            if entry.created_at <= last:
                found.append(entry)
            if entry.created_at <= first:
                break
        return found[::-1]

    def since(self, instant: str, upto: int) -> int | None:
        """The number of the oldest release made at or after an instant. Raises Unreadable."""
        oldest = None
        for page in reversed(self._pages()):
            entries = [entry for entry in self._read(page) if entry.number <= upto]
            place = bisect_right(entries, instant, key=lambda entry: entry.created_at)
            if place < len(entries):
                oldest = entries[place].number
            if place:
                break
        return oldest

    def _pages(self) -> list[int]:
        try:
            return sorted(int(path.stem) for path in self._folder.glob("*.json") if path.stem.isdigit())
        except OSError as error:
            raise Unreadable(str(error)) from error

    def _read(self, page: int) -> tuple[Entry, ...]:
        path = self._path(page)
        try:
            return _entries(path, path.stat().st_mtime_ns)
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError) as error:
            raise Unreadable(f"{path.name}: {error}") from error

    def _write(self, page: int, entries: Iterable[Entry]) -> None:
        content = [asdict(entry) for entry in entries]
        write(self._path(page), json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())

    def _path(self, page: int) -> Path:
        return self._folder / f"{page:06d}.json"


@lru_cache(maxsize=16)
def _entries(path: Path, _changed: int) -> tuple[Entry, ...]:
    return tuple(Entry(**entry) for entry in json.loads(path.read_bytes()))
