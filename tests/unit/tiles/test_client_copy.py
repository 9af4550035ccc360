"""The programs that the developers' page gives are those of the contract kit."""

from __future__ import annotations

from pathlib import Path

import pytest
from ckanext.rouen_tiles.core import tile

ROOT = Path(__file__).parents[3]
GIVEN = Path(tile.__file__).parents[2] / "data"


@pytest.mark.parametrize("name", ["client", "signature"])
def test_the_page_gives_the_programs_of_the_kit(name: str) -> None:
    given, kept = GIVEN / f"{name}.txt", ROOT / "tests" / "contract" / f"{name}.py"
    assert given.read_bytes() == kept.read_bytes(), f"cp {kept} {given}"
