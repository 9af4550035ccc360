"""What our code asks of CKAN's toolkit is there: a name that is not would only be found by the page that needs it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest

SOURCES = Path(__file__).parents[3]
MODULES = sorted(SOURCES.glob("ckanext-rouen-*/ckanext/rouen_*/**/*.py"))


def _names(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tk":
            yield node.attr


def test_there_is_code_that_asks_the_toolkit() -> None:
    assert {"get_action", "check_access"} <= {name for module in MODULES for name in _names(module)}


@pytest.mark.parametrize(
    "module",
    [one for one in MODULES if set(_names(one))],
    ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}/{path.stem}",
)
def test_every_name_asked_of_the_toolkit_is_there(module: Path) -> None:
    missing = sorted({name for name in _names(module) if not hasattr(tk, name)})
    assert not missing, f"{module}: tk.{', tk.'.join(missing)}"
