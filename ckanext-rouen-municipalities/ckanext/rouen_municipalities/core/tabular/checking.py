"""Check a file against a profile, in batches of columns, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.profile import Profile
from ckanext.rouen_municipalities.core.tabular.report import Report

#: called now and then with (bytes read, bytes in all, rows read)
Progress = Callable[[int, int, int], None]
Registers = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Batch:
    """Rows ``first_row`` (from 1) onwards, as one list of canonical texts per field of the
    profile, in the profile's order; ``None`` is no value."""

    first_row: int
    columns: list[list[str | None]]


class Check:
    """Iterate to get the batches; ``report`` is complete when the iteration has ended.

    Batches are given until the first issue; the reading goes on for the report."""

    def __init__(self, path: Path, profile: Profile, registers: Registers, limits: Limits, progress: Progress) -> None:
        """See ``check``."""
        self.report = Report()

    def __iter__(self) -> Iterator[Batch]:
        """The batches of an acceptable file."""
        raise NotImplementedError

    def finish(self) -> Report:
        """Read to the end without wanting the batches; returns the complete report."""
        for _ in self:
            pass
        return self.report


def check(
    path: Path,
    profile: Profile,
    registers: Registers | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Check:
    """Check the file at ``path``; never raises for what is in the file."""
    raise NotImplementedError


def line_of_rows(path: Path, report: Report, rows: Collection[int]) -> dict[int, int]:
    """The physical line on which each of ``rows`` (from 1) begins, in the file of ``report``."""
    raise NotImplementedError
