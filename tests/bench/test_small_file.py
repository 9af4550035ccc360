"""How soon what an officer sends is there for all to see."""

from __future__ import annotations

import time

import counts
import pytest
from figures import Figure, Figures
from outside import Portal, until
from publishing import Desk

ROWS, SECONDS = 1_000, 3


def test_a_small_file_is_soon_on_its_page(
    portal: Portal, desk: Desk, figures: Figures, pytestconfig: pytest.Config
) -> None:
    anyone = Portal(portal.site_url)
    sent, seen = [], []
    for version in range(pytestconfig.getoption("--runs")):
        data = {"package_id": desk.dataset, "name": f"Comptages {version}", "profile": counts.PROFILE}
        started = time.monotonic()
        resource = portal.send("resource_create", counts.content(ROWS, version), "comptages.csv", **data)["id"]
        received = time.monotonic()
        see_rows(anyone, f"/dataset/{desk.dataset}/resource/{resource}")
        seen.append(time.monotonic() - received)
        sent.append(received - started)
        assert anyone.read("datastore_search", resource_id=resource, limit=0)["total"] == ROWS
    figures.add(Figure(f"upload of {ROWS} rows", "s", sent))
    name = f"{ROWS} rows, from the end of the upload to their page"
    figures.add(Figure(name, "s", seen, aim=SECONDS, lower_is_better=True))


def see_rows(anyone: Portal, address: str) -> None:
    """Load a page until it shows rows to somebody without an account."""
    until(lambda: "C0000" in anyone.get(address).text, f"{address} shows no row", pause=0.05)
