"""Rules that every action of ours keeps, whoever adds one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import ckan.plugins as p
import pytest
from ckan.logic import get_action
from ckanext.rouen_municipalities import scheduler

CHAINED = {
    "bulk_update_public",
    "datastore_create",
    "datastore_upsert",
    "datastore_delete",
    "dcat_catalog_search",
    "dcat_catalog_show",
    "dcat_dataset_show",
    "package_autocomplete",
    "package_list",
    "tag_show",
    "user_invite",
}


def our_actions() -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for plugin in p.PluginImplementations(p.IActions):
        if plugin.name.startswith("rouen_"):
            found.update(plugin.get_actions())
    return {name: action for name, action in found.items() if name not in CHAINED}


def our_auth_functions() -> set[str]:
    found: set[str] = set()
    for plugin in p.PluginImplementations(p.IAuthFunctions):
        if plugin.name.startswith("rouen_"):
            found.update(plugin.get_auth_functions())
    return found


def test_there_are_actions() -> None:
    assert len(our_actions()) > 10


def test_each_is_named_after_the_portal() -> None:
    assert [name for name in our_actions() if not name.startswith("rouen_")] == []


def test_each_has_an_auth_function_of_its_own_name() -> None:
    assert set(our_actions()) - our_auth_functions() == set()


def test_each_asks_whether_the_caller_may_before_anything_else() -> None:
    silent = [name for name, action in our_actions().items() if "check_access(" not in inspect.getsource(action)]
    assert silent == []


def test_each_says_what_it_gives() -> None:
    assert [name for name, action in our_actions().items() if not inspect.getdoc(action)] == []


@pytest.mark.parametrize("ending", ["_list", "_show", "_explain", "_history", "_dashboard"])
def test_reading_actions_answer_get(ending: str) -> None:
    reading = [name for name in our_actions() if name.endswith(ending)]
    assert [name for name in reading if not getattr(get_action(name), "side_effect_free", False)] == []


def test_the_scheduler_knows_the_tasks_of_every_plugin() -> None:
    assert any("sweep_publications" in name for name in scheduler.registered())
    assert any("compute_kpis" in name for name in scheduler.registered())
