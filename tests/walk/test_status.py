"""The first thing that a script asks: is it well, where is it, who may log in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from outside import Portal

SERVICES = {"postgres", "redis", "solr", "web", "worker", "worker-slow", "scheduler", "tiles", "mail"}


def test_every_service_is_well(world: dict[str, Any]) -> None:
    assert {name for name, service in world["services"].items() if service["state"] == "ok"} >= SERVICES


def test_the_kpis_are_computed_and_published(world: dict[str, Any]) -> None:
    assert world["work"]["kpis"] == {"state": "ok", "detail": ""}


def test_the_logins_are_the_sysadmin_the_metropole_and_a_commune(world: dict[str, Any]) -> None:
    assert {"admin", "metropole-officer", "rouen-officer"} <= {login["name"] for login in world["logins"]}
    for login in world["logins"]:
        assert login["role"]
        assert Path(login["password_file"]).stat().st_mode & 0o077 == 0


def test_the_token_of_the_sysadmin_is_one(sysadmin: Portal, anyone: Portal) -> None:
    everyone = sysadmin.read("user_list", all_fields=False)
    assert {"admin", "metropole-officer", "rouen-officer"} <= set(everyone)
    assert anyone.get("/api/3/action/user_list").status_code == 403
