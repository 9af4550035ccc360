"""What a spreadsheet would run never leaves the portal as it is."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.spreadsheet_safety import harmless, harmless_cell

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 2 35", "-5 °C", "@SOMME", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"]
)
def test_text_that_would_be_run_is_marked_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "01400", "a=1", " =1", "Île", "'=1", "1-2"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("value", [-5, -0.5, Decimal("-1.5"), None, False])
def test_numbers_are_never_marked(value: object) -> None:
    assert harmless_cell(value) is value


def test_whatever_writes_csv_makes_its_text_harmless() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("ckanext-rouen-*/ckanext/**/*.py")}
    writing = {path: text for path, text in sources.items() if re.search(r"csv\.(Dict)?[Ww]riter\(", text)}
    assert len(writing) > 4
    careful = re.compile(r"harmless|core\.export import cell")
    careless = {path.name for path, text in writing.items() if not careful.search(text)}
    # The register of the communes, a converted file and tables of the demonstration: written for the portal itself.
    assert careless == {"territory.py", "converting.py", "demo.py"}
