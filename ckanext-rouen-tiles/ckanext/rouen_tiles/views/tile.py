"""The list of tiles by department, and the page of each."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response

from ..core.tile import yaml_text
from ..logic import public_api
from ..logic.vocabulary import vocabulary
from .blueprint import Entry, act, may, own_tile, rouen_tiles

OK, GONE = 200, 410


@rouen_tiles.route("/tuiles")
def index() -> str:
    """What the app offers, by department, with what it does not show and why."""
    found = act("rouen_tile_list")
    health = public_api.get("/health") or {}
    return tk.render(
        "tiles/index.html",
        {
            "departments": _by_department(found),
            "served": [entry for entry in found if entry["served"]],
            "may_write": may("rouen_tile_attention"),
            "number": act("rouen_tile_release_list", limit=1)["number"],
            "checked_at": health.get("checked_at"),
        },
    )


@rouen_tiles.route("/tuiles/<tile_id>")
def read(tile_id: str) -> Any:
    """One tile: its state, its sources, where it has data; to its editors what they may do."""
    return page(tile_id)


@rouen_tiles.route("/tuiles/<tile_id>/yaml")
def export(tile_id: str) -> Response:
    """The newest revision as YAML, which an import reads back to the same document."""
    tile = own_tile(tile_id)
    answer = Response(yaml_text.dump(tile["latest"]["document"]), mimetype="application/yaml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{tile_id}.yaml"'
    return answer


def page(tile_id: str, problem: list[str] | None = None, step: str = "") -> Any:
    """The page of a tile, with why the step just tried was refused."""
    tile = act("rouen_tile_show", id=tile_id)
    status = GONE if tile["state"] == "gone" else OK
    rights = {
        "may_write": "latest" in tile,
        "may_publish": "latest" in tile and may("rouen_tile_approve", id=tile_id),
    }
    shown = {"tile": tile, "problem": problem or [], "step": step, "others": _others(tile_id), **rights}
    return tk.render("tiles/read.html", shown), 400 if problem else status


def _others(tile_id: str) -> list[Entry]:
    """The tiles that could replace one."""
    return [entry for entry in act("rouen_tile_list") if entry["id"] != tile_id and entry["state"] != "gone"]


def _by_department(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries in the order of the vocabulary; what is gone comes last."""
    names = list(vocabulary().departments)

    def department(entry: Entry) -> str:
        return "" if entry["state"] == "gone" else entry["department"] or ""

    def order(entry: Entry) -> tuple[int, str, int]:
        name = department(entry)
        return (names.index(name) if name in names else len(names) + (not name), name, entry["rank"])

    return [(name, list(group)) for name, group in groupby(sorted(entries, key=order), key=department)]
