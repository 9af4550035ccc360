"""Files of others, read by the presets of the importer as a publication reads them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ckanext.rouen_energy import core
from ckanext.rouen_energy.core.metering.formats import presets
from ckanext.rouen_energy.core.metering.formats.preset import Preset
from ckanext.rouen_municipalities.core.tabular.checking import Check, Layouts, check
from ckanext.rouen_municipalities.core.tabular.layouts import Head
from ckanext.rouen_municipalities.core.tabular.profile import Label, Profile, read_profiles
from ckanext.rouen_municipalities.core.tabular.report import Report

FIXTURES = Path(__file__).parents[1] / "unit" / "energy" / "fixtures" / "formats"
COMMUNES = frozenset({"76540", "76681"})
_PROFILES = Path(core.__file__).parents[1] / "data" / "profiles"


@dataclass(frozen=True)
class Read:
    """The report of a file, and its rows by name of column."""

    report: Report
    rows: list[dict[str, str | None]]
    #: names of the presets of the profile that take the file for their own
    takers: list[str]

    def column(self, *names: str) -> list[str | None] | list[tuple[str | None, ...]]:
        """The values of a column, or of several side by side."""
        if len(names) == 1:
            return [row[names[0]] for row in self.rows]
        return [tuple(row[name] for name in names) for row in self.rows]

    @property
    def layout(self) -> str:
        """Name of the preset that read the file."""
        return str((self.report.layout or {}).get("name", ""))

    @property
    def issues(self) -> list[tuple[str, int | None, str, str]]:
        """What is wrong: rule, line, column, value."""
        return [(issue.rule, issue.line, issue.column, issue.value) for issue in self.report.issues]


@cache
def profiles() -> dict[str, Profile]:
    """The profiles of the energy tables."""
    return {profile.name: profile for profile in read_profiles(_PROFILES)}


def read(fixture: str | Path, profile: str, name: str = "") -> Read:
    """What becomes of a file that is published as a table of `profile`."""
    path, heads = FIXTURES / fixture, list[Head]()
    layouts = Layouts(name or path.name, [_watched(profile, heads), *presets()])
    names = [field.name for field in profiles()[profile].fields]
    with _apart(path) as copy:
        found = check(copy, profiles()[profile], {"communes": COMMUNES}, layouts=layouts)
        rows = [dict(zip(names, values, strict=True)) for values in _rows(found)]
    takers = {one.name for head in heads for one in presets() if one.profile == profile and one.recognises(head)}
    return Read(found.report, rows, sorted(takers))


def read_text(content: str, profile: str, name: str = "essai.csv") -> Read:
    """What becomes of a file that holds `content`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(content, encoding="utf-8")
        return read(path, profile, name)


def _watched(profile: str, heads: list[Head]) -> Preset:
    """A preset that takes no file and keeps how each begins."""

    def look(head: Head) -> bool:
        heads.append(head)
        return False

    return Preset("watching", Label("Observe", "Watches"), profile, look, lambda opened: iter(()))


def _rows(found: Check) -> Iterator[tuple[str | None, ...]]:
    for batch in found:
        yield from zip(*batch.columns, strict=True)


@contextmanager
def _apart(path: Path) -> Iterator[Path]:
    """A copy, as an upload is kept: without the name that the officer gave."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copy(path, Path(folder) / "a1b2c3"))
