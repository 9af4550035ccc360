"""How long the data of the tiles take: one changed source, and everything, in both languages for 71 communes.

In the portal with the tiles of the demo, by its own command; and beside it what sixteen full tiles would take.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from backstage import Backstage
from ckanext.rouen_tiles.core.content.build import build
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.release import ReleaseFolder
from ckanext.rouen_tiles.core.tile import Tile, Vocabulary, read_tile
from ckanext.rouen_tiles.core.tile.document import Text
from figures import Figure, Figures

ONE_SOURCE, EVERYTHING = 1.0, 5.0
COMMUNES = {f"76{number:03}": f"Commune {number}" for number in range(1, 72)}
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
ALL = {"by": "declared", "communes": "all"}
BY_COLUMN = {"by": "column", "field": "code_insee"}

#: A tile's kind, the profile that it follows, its rows, and how they come to communes: those of the shipped set.
Plan = tuple[str, str, int, dict[str, Any]]
SIXTEEN: list[Plan] = [
    *(("map_list", "rouen/equipements", rows, BY_COLUMN) for rows in (12, 20, 60, 120, 400, 700, 1_000, 1_500, 3_000)),
    ("calendar", "rouen/collecte", 71 * 6, BY_COLUMN),
    ("calendar", "rouen/menus", 71 * 60, BY_COLUMN),
    ("feed", "rouen/travaux", 400, BY_COLUMN),
    ("feed", "rouen/travaux", 60, ALL),
    ("feed", "rouen/qualite-air", 71 * 3, BY_COLUMN),
    ("realtime", "gbfs/3.0", 150, BY_COLUMN),
    ("realtime", "gbfs/2.3", 60, ALL),
]


def test_the_tiles_of_the_demo_are_built_again(
    backstage: Backstage, figures: Figures, pytestconfig: pytest.Config
) -> None:
    longest, everything = [], []
    for _ in range(pytestconfig.getoption("--runs")):
        told, _ = backstage.command("rouen", "tiles", "build")
        each = [float(found) for found in re.findall(r"^\S+ : ([0-9.]+) s$", told, re.MULTILINE)]
        assert each, told
        longest.append(max(each))
        everything.append(float(re.findall(r"^En tout : ([0-9.]+) s$", told, re.MULTILINE)[0]))
    name = f"data of the demo's {len(each)} tiles"
    figures.add(Figure(f"{name}, the longest", "s", longest, aim=ONE_SOURCE, lower_is_better=True))
    figures.add(Figure(f"{name}, all", "s", everything, aim=EVERYTHING, lower_is_better=True))


def test_sixteen_full_tiles(tmp_path: Path, figures: Figures, pytestconfig: pytest.Config) -> None:
    longest, everything = [], []
    for number in range(pytestconfig.getoption("--runs")):
        folder = ReleaseFolder(tmp_path / str(number))
        each = [seconds(folder, place, plan) for place, plan in enumerate(SIXTEEN)]
        longest.append(max(each))
        everything.append(sum(each))
    figures.add(Figure("16 full tiles × 71 × 2, the longest", "s", longest, aim=ONE_SOURCE, lower_is_better=True))
    figures.add(Figure("16 full tiles × 71 × 2, all", "s", everything, aim=EVERYTHING, lower_is_better=True))


def seconds(folder: ReleaseFolder, place: int, plan: Plan) -> float:
    """What a tile takes from its rows to its file on the disk."""
    tile, rows = tile_of(place, plan), [row_of(plan, number) for number in range(plan[2])]
    started = time.perf_counter()
    content = build(tile, give(rows, tile.sources[0].municipality, COMMUNES), COMMUNES, NOW)
    folder.write_data(tile.id, content.files)
    taken = time.perf_counter() - started
    assert sum(content.counts.values()) >= plan[2]
    return taken


def tile_of(place: int, plan: Plan) -> Tile:
    kind, profile, _rows, where = plan
    words = Vocabulary({"essai": Text("Essai")}, {"essai": Text("Essai")}, frozenset({"link"}), COMMUNES)
    source = {"resource": "0b0ac2a6-5d37-4b1c-9c6f-6c5c1f1c2a01", "profile": profile, "municipality": where}
    named = {
        "id": f"tuile-{place}",
        "title": {"fr": "Essai"},
        "summary": {"fr": "Essai"},
        "a11y": {"label": {"fr": "E"}},
    }
    plain = {"category": "essai", "department": "essai", "icon": "link", "owner": {"organization": "metropole"}}
    return read_tile({**named, **plain, "kind": kind, "sources": [source]}, words)


def row_of(plan: Plan, number: int) -> dict[str, Any]:
    """A row as full as those of real tables."""
    longitude, latitude = 1.0 + number % 97 / 500, 49.3 + number % 89 / 400
    of_profile: dict[str, dict[str, Any]] = {
        "rouen/equipements": {
            "EQUIP_UID": f"76540-{number:08}",
            "EQUIP_NOM": f"Équipement public n° {number}",
            "EQUIP_TYPE": "Équipement sportif",
            "EQUIP_LONG": longitude,
            "EQUIP_LAT": latitude,
            "ADR_NUMERO": str(number % 120),
            "ADR_NOMVOIE": "avenue de la République",
            "ADR_CODEPOSTAL": "76000",
            "ADR_COMMUNE": "Rouen",
            "EQUIP_OUVERTURE": "Mo-Fr 08:30-12:00,13:30-17:30; Sa 08:30-12:00",
            "accessible": number % 2 == 0,
        },
        "rouen/collecte": {
            "secteur": f"Secteur {number % 6}",
            "flux": ("Ordures ménagères", "Tri sélectif", "Végétaux")[number % 3],
            "jour": ("lundi", "mardi et vendredi", "jeudi")[number % 3],
            "fin": date(2027, 12, 31),
        },
        "rouen/menus": {
            "menuDate": NOW.date() + timedelta(days=number // 71 % 60),
            "menuPlatNom": f"Plat du jour n° {number}",
            "menuPlatType": "plat principal",
            "menuRestaurantType": "élémentaire",
            "menuRepasType": "déjeuner",
        },
        "rouen/travaux": {
            "id": f"T-{number}",
            "titre": f"Rue n° {number} barrée",
            "description": "Réfection des réseaux entre la place et le quai ; déviation par le boulevard. " * 3,
            "publie": date(2026, 11, 1),
            "fin": date(2026, 12, 20),
            "longitude": longitude,
            "latitude": latitude,
        },
        "rouen/qualite-air": {
            "id": str(number),
            "titre": "Air moyen",
            "message": "Sans précaution.",
            "date": NOW.date(),
        },
        "gbfs": {
            "station_id": str(number),
            "name": f"Station {number}",
            "lon": longitude,
            "lat": latitude,
            "status": "open",
            "vehicles_available": number % 20,
            "docks_available": 20 - number % 20,
            "capacity": 20,
            "last_reported": int(NOW.timestamp()),
        },
    }
    insee = list(COMMUNES)[number % len(COMMUNES)]
    return {"code_insee": insee, **(of_profile.get(plan[1]) or of_profile[plan[1].partition("/")[0]])}
