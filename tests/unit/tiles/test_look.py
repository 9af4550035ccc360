"""The phone of the preview: what its filters leave, and where its plan puts a place."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.rouen_tiles.core.contract import documents
from ckanext.rouen_tiles.core.look.choosing import choices, left
from ckanext.rouen_tiles.core.look.items import items_of, title_of, value_of, with_items
from ckanext.rouen_tiles.core.look.sketch import WIDTH, Ground, sketch_of

FREE, NETWORK = {"key": "gratuit", "label": "Gratuit"}, {"key": "reseau", "label": "Réseau"}
SQUARE = [[1.0, 49.4], [1.1, 49.4], [1.1, 49.5], [1.0, 49.5], [1.0, 49.4]]


def place(title: str, point: list[float] | None = None, **facets: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": point or [1.05, 49.45]},
        "properties": {"title": title, "facets": facets},
    }


PLACES = [place("A", gratuit=True, reseau="REV"), place("B", gratuit=False, reseau="RL"), place("C", reseau="REV")]


def names(items: list[dict[str, Any]]) -> list[str]:
    return [title_of(item) for item in items]


def test_yes_and_no_is_a_box_to_tick_and_words_are_a_list_to_choose_from() -> None:
    ticked, listed = choices([FREE, NETWORK], PLACES, {})
    assert (ticked.options, dict(listed.options)) == ({}, {"REV": "REV", "RL": "RL"})


@pytest.mark.parametrize(
    ("asked", "remaining"),
    [
        ({}, ["A", "B", "C"]),
        ({"gratuit": "true"}, ["A"]),
        ({"reseau": "REV"}, ["A", "C"]),
        ({"gratuit": "true", "reseau": "RL"}, []),
        ({"reseau": "", "inconnu": "x"}, ["A", "B", "C"]),
    ],
)
def test_what_is_left_has_every_value_that_was_chosen(asked: dict[str, str], remaining: list[str]) -> None:
    assert names(left(PLACES, choices([FREE, NETWORK], PLACES, asked))) == remaining


def test_a_filter_that_leaves_nothing_out_is_not_offered() -> None:
    assert choices([NETWORK], [place("A", reseau="REV"), place("B", reseau="REV")], {}) == ()
    assert choices([FREE], [place("A", gratuit=False)], {}) == ()


@pytest.mark.parametrize("kind", ["map_list", "calendar", "realtime", "feed"])
def test_items_are_found_and_put_back_in_the_data_of_every_kind(kind: str) -> None:
    for data in documents.part(f"data-{kind}")["examples"]:
        items = items_of(data)
        assert items
        assert all(title_of(item) for item in items)
        assert with_items(data, items) == data
        assert with_items(data, [])["count"] == len(items_of(with_items(data, []))) == 0


def test_a_filter_finds_facets_and_properties_in_every_kind() -> None:
    assert value_of(place("A", gratuit=True), "gratuit") is True
    assert value_of({"title": "B", "category": "Verre"}, "category") == "Verre"
    assert value_of({"title": "C", "_tile": {"facets": {"indice": 3}}}, "indice") == 3


def test_the_plan_puts_east_to_the_right_and_north_above_inside_the_drawing() -> None:
    drawn = sketch_of([place("ouest", [1.02, 49.42]), place("nord-est", [1.08, 49.48])], Ground(here=[SQUARE]))
    assert drawn is not None
    assert drawn.here is not None
    west, east = drawn.marks
    assert 0 < west.x < east.x < drawn.width
    assert 0 < east.y < west.y < drawn.height


def test_the_scale_is_as_long_as_what_it_says() -> None:
    north, south = place("nord", [1.05, 49.5]), place("sud", [1.05, 49.4])
    drawn = sketch_of([north, south], Ground())
    assert drawn is not None
    metres_of_unit = 11_119.5 / (drawn.marks[1].y - drawn.marks[0].y)
    assert drawn.scale.length * metres_of_unit == pytest.approx(drawn.scale.metres, rel=0.02)


def test_one_place_alone_is_in_the_middle_of_a_plan() -> None:
    drawn = sketch_of([place("seul")], Ground())
    assert drawn is not None
    assert (drawn.marks[0].x, drawn.marks[0].y) == (WIDTH / 2, drawn.height / 2)


def test_lines_and_surfaces_are_drawn_and_communes_far_away_are_not() -> None:
    line = {"geometry": {"type": "LineString", "coordinates": SQUARE[:2]}, "properties": {"title": "Piste"}}
    park = {"geometry": {"type": "Polygon", "coordinates": [SQUARE]}, "properties": {"title": "Parc"}}
    far = [[x + 5, y] for x, y in SQUARE]
    drawn = sketch_of([line, park], Ground(around=[[far], [SQUARE]]))
    assert drawn is not None
    assert [(trace.title, trace.filled) for trace in drawn.lines] == [("Piste", False), ("Parc", True)]
    assert len(drawn.around) == 1


def test_without_a_place_there_is_no_plan() -> None:
    assert sketch_of([{"title": "Agenda"}], Ground(here=[SQUARE])) is None
