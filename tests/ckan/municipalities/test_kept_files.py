"""Files that were sent are kept: under a name that no power cut takes away, and nothing lies about beside them."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from ckan.plugins import toolkit as tk
from ckanext.rouen_municipalities import config
from ckanext.rouen_municipalities.logic import publication
from ckanext.rouen_municipalities.store import files

CONTENT = b"nom;type\nPiscine;sport\n"
LIMIT = 1 << 20

Flushed = list[tuple[Path, bool]]


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of kept files for each test."""
    monkeypatch.setitem(tk.config, "ckan.storage_path", str(tmp_path))
    return tmp_path


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> Flushed:
    """What is written to the disk, in order, and whether the file had its lasting name by then."""
    found: Flushed = []
    flush = os.fsync

    def note(handle: int) -> None:
        found.append((Path(f"/proc/self/fd/{handle}").readlink(), _final().exists()))
        flush(handle)

    monkeypatch.setattr(os, "fsync", note)
    return found


@pytest.fixture
def abandoned() -> Callable[[float], Path]:
    """Leaves what an upload leaves that was killed midway, so many seconds ago."""

    def leave(seconds: float) -> Path:
        path = files.incoming_folder() / f"{files.INCOMING}{int(seconds)}"
        path.write_bytes(CONTENT[:5])
        then = path.stat().st_mtime - seconds
        os.utime(path, (then, then))
        return path

    return leave


def _final() -> Path:
    return files.path_of(hashlib.sha256(CONTENT).hexdigest())


def keep() -> None:
    """Keep the file."""
    assert files.keep(io.BytesIO(CONTENT), LIMIT) == (_final().name, len(CONTENT))


def test_a_file_is_on_the_disk_before_it_has_its_name_and_its_name_before_it_is_accepted(flushed: Flushed) -> None:
    keep()
    assert _final().read_bytes() == CONTENT
    (incoming, was_named), *folders = [entry for entry in flushed if entry[0] != files.incoming_folder().parent]
    assert (incoming.name.startswith(files.INCOMING), was_named) == (True, False)
    assert folders == [(_final().parent, True), (files.incoming_folder(), True)]


def test_the_same_file_again_does_not_trust_that_the_first_one_got_as_far(flushed: Flushed) -> None:
    keep()
    flushed.clear()
    keep()
    assert (_final().parent, True) in flushed
    assert [path for path in files.incoming_folder().iterdir() if not path.is_dir()] == []


def test_a_file_is_not_for_everybody() -> None:
    keep()
    assert _final().stat().st_mode & 0o777 == 0o640


def test_a_file_that_is_too_large_leaves_nothing() -> None:
    with pytest.raises(files.FileTooLarge):
        files.keep(io.BytesIO(CONTENT), len(CONTENT) - 1)
    assert list(files.incoming_folder().iterdir()) == []


def test_what_a_killed_upload_left_is_removed_once_it_is_surely_dead(abandoned: Callable[[float], Path]) -> None:
    young, old = abandoned(10), abandoned(3700)
    keep()
    files.remove_abandoned(timedelta(hours=1))
    assert (young.exists(), old.exists(), _final().exists()) == (True, False, True)


@pytest.mark.usefixtures("empty_portal")
def test_a_sweep_removes_what_killed_uploads_left(abandoned: Callable[[float], Path]) -> None:
    young, old = abandoned(config.job_timeout() - 60), abandoned(config.job_timeout() + 60)
    publication.sweep()
    assert (young.exists(), old.exists()) == (True, False)
