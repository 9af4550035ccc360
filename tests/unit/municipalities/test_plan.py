"""The plan of the communes."""

from __future__ import annotations

from datetime import date

from ckanext.rouen_municipalities.core.plan import Label, plan_of
from ckanext.rouen_municipalities.core.territory import all_communes, communes_at

COMMUNES = communes_at(date(2026, 11, 22))


def test_every_commune_is_drawn_inside_and_no_small_one_is_hidden() -> None:
    plan = plan_of(COMMUNES)
    assert len(plan.circles) == 71
    assert all(0 < circle.x < plan.width and 0 < circle.y < plan.height for circle in plan.circles)
    radii = [circle.radius for circle in plan.circles]
    assert radii == sorted(radii, reverse=True)


def test_north_is_up_and_east_is_right() -> None:
    by_insee = {circle.insee: circle for circle in plan_of(COMMUNES).circles}
    rouen, elbeuf, duclair = by_insee["76540"], by_insee["76231"], by_insee["76222"]
    assert rouen.y < elbeuf.y
    assert duclair.x < rouen.x


def test_no_name_covers_another() -> None:
    plan = plan_of(COMMUNES)
    labels = plan.labels({commune.insee for commune in COMMUNES})
    assert 10 < len(labels) < 71
    assert len({label.text for label in labels}) == len(labels)
    boxes = [_box(label) for label in labels]
    for index, (left, right, y) in enumerate(boxes):
        assert left >= 0 and right <= plan.width
        assert not any(abs(y - other) < 15 and left < end and start < right for start, end, other in boxes[index + 1 :])


def test_no_name_covers_the_circle_of_another_commune_that_has_one() -> None:
    plan = plan_of(COMMUNES)
    named = {"76540", "76681", "76429", "76157", "76231"}
    circles = {circle.name: circle for circle in plan.circles if circle.insee in named}
    labels = plan.labels(named)
    assert {label.text for label in labels} == set(circles)
    for label in labels:
        left, right, y = _box(label)
        others = [circle for name, circle in circles.items() if name != label.text]
        assert not [circle.name for circle in others if left < circle.x < right and y - 15 < circle.y < y], label


def test_only_the_communes_that_are_named_have_a_name() -> None:
    assert [label.text for label in plan_of(COMMUNES).labels({"76540"})] == [all_communes()["76540"].name]


def test_no_commune_makes_an_empty_plan() -> None:
    assert plan_of([]).circles == ()


def _box(label: Label) -> tuple[float, float, float]:
    width = 8.0 * len(label.text)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return left, left + width, label.y
