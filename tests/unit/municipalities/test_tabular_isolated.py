"""The process that opens workbooks: it dies with whoever started it, within its limits, and says how far it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.tabular import isolated, opening
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.isolated import IsolatedReader, ReaderLost
from ckanext.rouen_municipalities.core.tabular.limits import MEBIBYTE, Limits
from ckanext.rouen_municipalities.core.tabular.profile import load_profile
from ckanext.rouen_municipalities.core.tabular.spreadsheets.exchange import Message, Request, Sheets
from workbooks import raw_xlsx, xlsx_row, zipped

FIELDS = [{"name": "nom", "constraints": {"required": True}}, {"name": "note"}]
PROFILE = load_profile({"name": "essai", "fields": FIELDS})
ROWS = 60_000
#: a process that opens a workbook, says so, and waits in the middle of it
OPENS = """
import os, sys
from pathlib import Path
from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.opening import opened
from ckanext.rouen_municipalities.core.tabular.spreadsheets.exchange import Sheets
with opened(Path(sys.argv[1]), Sheets(), Limits()) as source:
    print(Path(f"/proc/self/task/{os.getpid()}/children").read_text(), flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More rows than one slab has."""
    path = tmp_path_factory.mktemp("classeur") / "fichier.xlsx"
    rows = "".join(xlsx_row(number, f"Nom {number}", f"{'note ' * 30}{number}") for number in range(2, ROWS + 2))
    path.write_bytes(raw_xlsx(xlsx_row(1, "nom", "note") + rows))
    return path


@pytest.fixture
def parent(workbook: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has opened the workbook."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", OPENS, str(workbook)], text=True, **pipes) as process:
        yield process
        process.kill()


def said(process: subprocess.Popen[str]) -> int:
    """The one child that a process says it has."""
    assert process.stdout is not None
    (child,) = map(int, process.stdout.readline().split())
    return child


def gone(descriptor: int) -> bool:
    """Whether a process ends within a while."""
    poll = isolated.select.poll()
    poll.register(descriptor, isolated.select.POLLIN)
    return bool(poll.poll(60_000))


def test_the_reader_does_not_outlive_a_worker_that_is_killed(parent: subprocess.Popen[str]) -> None:
    reader = os.pidfd_open(said(parent))
    try:
        assert not isolated.select.select([reader], [], [], 0)[0]
        parent.send_signal(signal.SIGKILL)
        assert gone(reader)
    finally:
        os.close(reader)


def test_the_reader_ends_when_its_reading_is_given_up(workbook: Path) -> None:
    with opening.opened(workbook, Sheets(), Limits()):
        (child,) = map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())
        reader = os.pidfd_open(child)
    try:
        assert gone(reader)
    finally:
        os.close(reader)


def test_a_reader_whose_parent_was_replaced_does_nothing(tmp_path: Path, workbook: Path) -> None:
    target = tmp_path / "texte"
    with workbook.open("rb") as source, target.open("w+b") as text:
        request = Request(source.fileno(), text.fileno(), os.getpid() + 1, str(tmp_path), Limits(), Sheets())
        with IsolatedReader(request, lambda: None) as reader, pytest.raises(ReaderLost, match="is gone"):
            reader.next_message()
    assert target.read_bytes() == b""


def test_a_reader_that_says_nothing_in_time_is_lost(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_TICK_MILLISECONDS", 0)
    ticks: list[int] = []
    limits = replace(Limits(), reader_seconds=0)
    with workbook.open("rb") as source:
        request = Request(source.fileno(), source.fileno(), os.getpid(), "/", limits, Sheets())
        with IsolatedReader(request, lambda: ticks.append(1)) as reader, pytest.raises(ReaderLost, match="in time"):
            reader.next_message()
    assert ticks == []


def test_the_reader_has_the_limits_that_it_is_given(parent: subprocess.Popen[str]) -> None:
    lines = Path(f"/proc/{said(parent)}/limits").read_text().splitlines()
    limits = {line[:26].strip(): line[26:47].strip() for line in lines}
    assert limits["Max address space"] == str(1536 * MEBIBYTE)
    assert limits["Max file size"] == str(2048 * MEBIBYTE)
    assert limits["Max cpu time"] == "300"
    assert limits["Max core file size"] == "0"


def test_progress_goes_forward_from_the_first_rows_to_the_whole_workbook(workbook: Path) -> None:
    told: list[tuple[int, int, int]] = []
    report = check(workbook, PROFILE, progress=lambda *state: told.append(state)).finish()
    assert (report.accepted, report.rows) == (True, ROWS)
    assert told == sorted(told)
    assert len({bytes_read for bytes_read, _, _ in told}) >= 2
    assert {in_all for _, in_all, _ in told} == {workbook.stat().st_size}
    assert told[-1] == (workbook.stat().st_size, workbook.stat().st_size, ROWS)


def test_progress_through_an_archive_counts_the_bytes_of_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "fichier.zip"
    path.write_bytes(zipped({"a.csv": "nom;note\n" + "Île Lacroix;à voir\n" * ROWS}))
    told: list[tuple[int, int, int]] = []
    report = check(path, PROFILE, progress=lambda *state: told.append(state)).finish()
    assert (report.accepted, report.rows) == (True, ROWS)
    assert told == sorted(told)
    assert len(set(told)) > 3
    assert told[-1] == (path.stat().st_size, path.stat().st_size, ROWS)


def test_who_waits_is_told_again_how_far_it_is(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int, int]] = []
    monkeypatch.setattr(IsolatedReader, "next_message", ticking(IsolatedReader.next_message))
    check(workbook, PROFILE, progress=lambda *state: told.append(state)).finish()
    assert told == sorted(told)
    assert told[0] == (0, workbook.stat().st_size, 0)
    assert len(told) > len(set(told))


def ticking(listen: Callable[[IsolatedReader], Message]) -> Callable[[IsolatedReader], Message]:
    """The same, as if every answer took a second."""

    def slow(reader: IsolatedReader) -> Message:
        reader._tick()
        return listen(reader)

    return slow


def test_a_sheet_of_a_million_rows_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "fichier.xlsx"
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(2, 1_048_577))
    path.write_bytes(raw_xlsx(xlsx_row(1, "nom", "note") + rows))
    limits = replace(Limits(), reader_memory=512 * MEBIBYTE)
    report = check(path, PROFILE, limits=limits).finish()
    assert (report.rows, report.issues) == (1_048_575, [])


@pytest.mark.parametrize("last", ["A1048576", "CV1048576"])
def test_rows_that_are_only_declared_cost_nothing(tmp_path: Path, last: str) -> None:
    path = tmp_path / "fichier.xlsx"
    content = xlsx_row(1, "nom", "note") + xlsx_row(2, "a", "b")
    path.write_bytes(raw_xlsx(content, before=f'<dimension ref="A1:{last}"/>'))
    report = check(path, PROFILE, limits=replace(Limits(), reader_memory=256 * MEBIBYTE)).finish()
    assert (report.rows, report.issues) == (1, [])


def test_a_last_cell_far_below_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "fichier.xlsx"
    content = xlsx_row(1, "nom", "note") + xlsx_row(2, "a", "b") + xlsx_row(1_048_576, "c", "d")
    path.write_bytes(raw_xlsx(content))
    report = check(path, PROFILE, limits=replace(Limits(), reader_memory=512 * MEBIBYTE)).finish()
    assert (report.rows, report.accepted) == (2, True)
