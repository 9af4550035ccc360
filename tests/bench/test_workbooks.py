"""A workbook of 200 000 rows, read and checked, beside the fastest reader of workbooks reading it alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import counts
import pytest
from figures import Figure, Figures, ratios
from outside import CLONE
from workbooks import raw_xlsx

ROWS = 200_000
BASE = CLONE / "ckanext-rouen-municipalities"
ALONE = """
import sys, time
started = time.perf_counter()
from python_calamine import CalamineWorkbook
rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
print(len(rows) - 1, time.perf_counter() - started)
"""
CHECKED = """
import sys, time
from pathlib import Path
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.profile import read_profiles
profile = next(each for each in read_profiles(Path(sys.argv[2])) if each.name == sys.argv[3])
started = time.perf_counter()
report = check(Path(sys.argv[1]), profile).finish()
assert report.accepted, report.by_rule
print(report.rows, time.perf_counter() - started)
"""


def test_a_workbook_is_checked_nearly_as_fast_as_it_is_read(
    tmp_path: Path, figures: Figures, pytestconfig: pytest.Config
) -> None:
    file = tmp_path / "comptages.xlsx"
    file.write_bytes(raw_xlsx("".join(sheet_rows()), texts=[*counts.COLUMNS, *codes(), *stamps(), *WORDS]))
    profiles = str(BASE / "ckanext/rouen_municipalities/data/profiles")
    alone, checked = [], []
    for _ in range(pytestconfig.getoption("--runs")):
        alone.append(seconds(ALONE, str(file)))
        checked.append(seconds(CHECKED, str(file), profiles, counts.PROFILE))
    figures.add(Figure(f"python-calamine alone, {ROWS} rows of a workbook", "s", alone))
    figures.add(Figure("the same, read, checked and summed", "s", checked))
    slower = ratios(checked, alone)
    figures.add(Figure("check of a workbook ÷ reader alone, time", "ratio", slower, aim=1.5, lower_is_better=True))


def seconds(program: str, *arguments: str) -> float:
    """What a program takes that must see all rows, in a process of its own."""
    command = [sys.executable, "-c", program, *arguments]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env={"PYTHONPATH": str(BASE)})
    rows, taken = answer.stdout.split()
    assert int(rows) == ROWS
    return float(taken)


WORDS = ("passages", "mesure", "estime")


def codes() -> list[str]:
    """What the counters are called."""
    return [f"C{number:04d}" for number in range(ROWS // counts.PER_COUNTER)]


def stamps() -> list[str]:
    """When each of them counted."""
    return [counts.stamp(step) for step in range(counts.PER_COUNTER)]


def sheet_rows() -> Iterator[str]:
    """The XML of the rows, whose texts are shared as Excel shares them."""
    yield f'<row r="1">{"".join(shared(column, 1, rank) for rank, column in enumerate("ABCDE"))}</row>'
    first_code, first_stamp = len(counts.COLUMNS), len(counts.COLUMNS) + len(codes())
    first_word = first_stamp + counts.PER_COUNTER
    for number in range(ROWS):
        counter, step = divmod(number, counts.PER_COUNTER)
        row = number + 2
        yield (
            f'<row r="{row}">{shared("A", row, first_code + counter)}{shared("B", row, first_stamp + step)}'
            f'<c r="C{row}"><v>{counts.value(number, 0)}</v></c>{shared("D", row, first_word)}'
            f"{shared('E', row, first_word + (1 if step % 9 else 2))}</row>"
        )


def shared(column: str, row: int, rank: int) -> str:
    """A cell with the shared text of a rank."""
    return f'<c r="{column}{row}" t="s"><v>{rank}</v></c>'
