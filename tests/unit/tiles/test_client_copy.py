"""The client that the developers' page gives is the one of the contract kit."""

from __future__ import annotations

from pathlib import Path

from ckanext.rouen_tiles.core import tile

ROOT = Path(__file__).parents[3]
GIVEN = Path(tile.__file__).parents[2] / "data" / "client.txt"


def test_the_page_gives_the_client_of_the_kit() -> None:
    assert GIVEN.read_bytes() == (ROOT / "tests" / "contract" / "client.py").read_bytes()
