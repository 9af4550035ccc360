"""The shipped tiles and the synthetic tables that they show: accepted as an officer's would be, and drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from ckanext.rouen_municipalities.core import territory
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.profile import Profile, read_profiles
from ckanext.rouen_tiles import core
from ckanext.rouen_tiles.core.content.build import build
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.contract import bundled
from ckanext.rouen_tiles.core.demo import dated
from ckanext.rouen_tiles.core.tile import Tile, read_tile, yaml_text
from ckanext.rouen_tiles.core.tile.references import with_ids
from ckanext.rouen_tiles.core.tile.vocabulary import read_vocabulary
from schema import problems

PACKAGE = Path(core.__file__).parents[1]
BASE = Path(territory.__file__).parents[1]
RESOURCE = "0b0ac2a6-5d37-4b1c-9c6f-6c5c1f1c2a01"
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
COMMUNES = {commune.insee: commune.name for commune in territory.communes_at(TODAY)}
PUBLISHED = sorted((PACKAGE / "data" / "tiles").glob("*.yaml"))
DRAFTS = sorted((PACKAGE / "data" / "tiles" / "drafts").glob("*.yaml"))
#: The sixteen of the Métropole, by kind (tiles.csv of the design).
KINDS = {
    "horaires-transports": "realtime", "velos-lovelo": "realtime", "stationnement-velo": "map_list",
    "pistes-cyclables": "map_list", "parkings": "map_list", "bornes-recharge": "map_list",
    "collecte-dechets": "calendar", "points-tri": "map_list", "decheteries": "map_list", "qualite-air": "feed",
    "piscines-patinoire": "map_list", "musees": "map_list", "agenda": "feed", "menus-cantine": "calendar",
    "travaux": "feed", "defibrillateurs": "map_list",
}  # fmt: skip


def listed(package: Path) -> dict[str, dict[str, Any]]:
    """The datasets of a demo by name, each with its file."""
    found = yaml.safe_load((package / "demo" / "datasets.yaml").read_text(encoding="utf-8"))
    return {entry["name"]: {**entry, "file": package / "demo" / "files" / f"{entry['name']}.csv"} for entry in found}


OURS, ALL = listed(PACKAGE), {**listed(BASE), **listed(PACKAGE)}


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    return {one.name: one for package in (PACKAGE, BASE) for one in read_profiles(package / "data" / "profiles")}


def document(file: Path) -> tuple[dict[str, Any], str]:
    """The document of a shipped tile, and the dataset of its source."""
    found = yaml_text.load(file.read_bytes())
    return with_ids(found, lambda dataset, name: RESOURCE), found["sources"][0]["resource"]["dataset"]


def tile_of(file: Path) -> Tile:
    words = yaml_text.load((PACKAGE / "data" / "vocabulary.yaml").read_bytes())
    return read_tile(document(file)[0], read_vocabulary(words, COMMUNES))


def rows(name: str, profiles: dict[str, Profile], folder: Path) -> Iterator[dict[str, Any]]:
    """The rows of a dataset's table as they are published; it must be accepted whole."""
    entry = ALL[name]
    file, profile = entry["file"], profiles[entry["profile"]]
    if name in OURS:
        file = folder / file.name
        file.write_text(dated(entry["file"].read_text(encoding="utf-8"), TODAY), encoding="utf-8")
    checked = check(file, profile, registers={"communes": frozenset(COMMUNES)})
    batches = list(checked)
    assert checked.finish().issues == []
    columns = [
        list(chain.from_iterable(batch.columns[rank] for batch in batches)) for rank in range(len(profile.fields))
    ]
    names = [field.name for field in profile.fields]
    return (dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))


def test_there_are_sixteen_tiles_of_their_kinds_and_at_least_twelve_are_published() -> None:
    assert {tile_of(file).id: tile_of(file).kind for file in [*PUBLISHED, *DRAFTS]} == KINDS
    assert len(PUBLISHED) >= 12


@pytest.mark.parametrize("file", [*PUBLISHED, *DRAFTS], ids=lambda file: file.stem)
def test_a_shipped_tile_names_itself_and_speaks_both_languages(file: Path) -> None:
    tile = tile_of(file)
    assert tile.id == file.stem
    assert all(text and text.en for text in (tile.title, tile.summary, tile.a11y.label, tile.view.empty))
    assert "synthétiques" in tile.attribution[0].text


@pytest.mark.parametrize("file", DRAFTS, ids=lambda file: file.stem)
def test_a_draft_says_so(file: Path) -> None:
    assert "Brouillon" in tile_of(file).summary.fr


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_a_published_tile_is_drawn_from_its_table_with_no_row_lost(
    file: Path, profiles: dict[str, Profile], tmp_path: Path
) -> None:
    tile, dataset = tile_of(file), document(file)[1]
    assert tile.primary is not None
    given = give(rows(dataset, profiles, tmp_path), tile.primary.municipality, COMMUNES)
    content = build(tile, given, COMMUNES, NOW)
    assert content.lost == {}
    assert len(content.covered(tile.primary)) >= 3
    schema = bundled(f"data-{tile.kind}")
    for insee in content.covered(tile.primary):
        for language in ("fr", "en"):
            assert problems(json.loads(content.files[f"{insee}.{language}.json"]), schema, everything_said=True) == []


@pytest.mark.parametrize("name", OURS)
def test_a_dataset_of_the_demo_is_shown_by_a_tile(name: str) -> None:
    assert name in {document(file)[1] for file in [*PUBLISHED, *DRAFTS]}


def test_dates_follow_the_day() -> None:
    assert dated("{+0},{-1},{+30}", TODAY) == "2026-11-23,2026-11-22,2026-12-23"
    assert dated("{w+0},{w+5}", date(2026, 11, 28)) == "2026-11-30,2026-12-07"
    assert dated("{7j/7},{x}", TODAY) == "{7j/7},{x}"
