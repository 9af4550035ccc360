"""What the phone of a preview draws of a tile's data, with what was chosen in its filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckan import model

from ckanext.rouen_municipalities import config
from ckanext.rouen_municipalities.core.contours import Kind
from ckanext.rouen_municipalities.store import contours

from ..core.look.choosing import Choice, choices, left
from ..core.look.items import items_of, with_items
from ..core.look.sketch import Ground, Sketch, sketch_of

Entry = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """The data that are left of `total` items, the filters, the plan; `sources` are those of the plan's ground."""

    data: Entry | None = None
    total: int = 0
    choices: tuple[Choice, ...] = ()
    sketch: Sketch | None = None
    sources: tuple[str, ...] = ()


def look(tile: Entry | None, data: Entry | None, asked: Mapping[str, str]) -> Look:
    """What is drawn of the data of a tile, both as the API gives them; `asked` is chosen by key of a filter."""
    if tile is None or data is None:
        return Look(data)
    items = items_of(data)
    offered = choices(tile["view"].get("filters") or [], items, asked)
    shown = left(items, offered)
    ground, sources = _ground(data["commune"])
    drawn = sketch_of(shown, ground)
    return Look(with_items(data, shown), len(items), offered, drawn, sources if drawn else ())


def _ground(commune: str) -> tuple[Ground, tuple[str, ...]]:
    """The contours and rivers that the site wants drawn; none were loaded, or wanted, as a rule."""
    wanted = config.map_background()
    shapes, sources = contours.shapes(model.Session, wanted) if wanted else ([], ())
    communes = [shape for shape in shapes if shape.kind is Kind.COMMUNE]
    ground = Ground(
        here=next((shape.lines for shape in communes if shape.code == commune), ()),
        around=[shape.lines for shape in communes if shape.code != commune],
        rivers=[shape.lines for shape in shapes if shape.kind is Kind.RIVER],
    )
    return ground, sources
