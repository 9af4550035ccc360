"""Profiles by name and version."""

from __future__ import annotations

import pytest
from ckanext.rouen_municipalities.core.profiles import (
    may_be_table,
    newest,
    next_draft,
    next_version,
    plain_version,
    split,
)


def test_a_name_may_say_its_version() -> None:
    assert split("scdl/equipements@0.1.5") == ("scdl/equipements", "0.1.5")
    assert split("energy/buildings") == ("energy/buildings", "")


def test_versions_count_as_numbers() -> None:
    assert newest(["1.9.0", "1.10.0", "1.2.0"]) == "1.10.0"
    assert newest([]) == ""
    assert plain_version("v1.1.6") == "1.1.6"
    assert plain_version("vert") == "vert"


def test_a_changed_profile_is_the_next_whole_version() -> None:
    assert next_version([]) == "1.0.0"
    assert next_version(["1.0.0", "2.0.0"]) == "3.0.0"


def test_drafts_are_numbered_below_the_first_version() -> None:
    assert next_draft([]) == "0.1.0"
    assert next_draft(["0.1.0", "0.2.0"]) == "0.3.0"


@pytest.mark.parametrize(
    ("name", "readable"), [("a.csv", True), ("Piscines 2026.XLSX", True), ("plan.pdf", False), ("", False)]
)
def test_the_ending_tells_whether_a_file_may_be_a_table(name: str, readable: bool) -> None:
    assert may_be_table(name) is readable
