"""The rules of the field run where CKAN is not installed."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys

import pytest

PACKAGES = ("rouen_municipalities", "rouen_energy", "rouen_tiles")
FOREIGN = ("ckan", "flask", "sqlalchemy", "psycopg2")


def modules_below(name: str) -> list[str]:
    package = importlib.import_module(name)
    return [name, *(module.name for module in pkgutil.walk_packages(package.__path__, f"{name}."))]


@pytest.mark.parametrize("module", FOREIGN)
def test_this_environment_has_no_ckan(module: str) -> None:
    assert importlib.util.find_spec(module) is None


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_of_core_can_be_imported_without_ckan(package: str) -> None:
    modules = modules_below(f"ckanext.{package}.core")

    for module in modules:
        importlib.import_module(module)

    assert len(modules) > 1
    assert not set(FOREIGN) & set(sys.modules)


def test_what_serves_tiles_can_be_imported_without_ckan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUEN_TILES_DIRECTORY", "/nonexistent")

    for module in modules_below("ckanext.rouen_tiles.serving"):
        importlib.import_module(module)

    assert not set(FOREIGN) & set(sys.modules)
