"""An empty portal with the Métropole, and ways to publish tables of energy on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckanext.rouen_energy import model as tables
from ckanext.rouen_energy.logic import demo as demonstration
from ckanext.rouen_municipalities.logic.publication import publish_file


@pytest.fixture
def energy_portal(metropole: dict[str, Any]) -> dict[str, Any]:
    """The Métropole on a portal where nothing was ever computed; its organisation."""
    with model.meta.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            connection.execute(sa.text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
            connection.execute(sa.text(f"TRUNCATE {table.name}"))
            connection.execute(sa.text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
    return metropole


@pytest.fixture
def demo(energy_portal: dict[str, Any], test_request_context: Any) -> list[str]:
    """The demonstration set, loaded; what was said of it."""
    with test_request_context():
        return list(demonstration.load())
