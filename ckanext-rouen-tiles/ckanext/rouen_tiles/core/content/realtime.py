"""Things that are observed: for each its newest observation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from ..tile.instants import written
from ..tile.mapping import COLUMN, NAMED, POINT, TEXT
from .cells import Cells, alphabetical, ordered
from .items import CLOCKS_APART, Item, Items, Setting
from .rows import Row

KEYS = {
    "id": COLUMN,
    "title": TEXT,
    "point": POINT,
    "observed_at": COLUMN,
    "status": COLUMN,
    "metrics": NAMED,
    "facets": NAMED,
    "valid_until": COLUMN,
}
NEEDED = (("title",),)

_NEVER = datetime.min.replace(tzinfo=UTC)


def observed(rows: Sequence[Row], cells: Cells, setting: Setting) -> Items:
    """The newest observation of each thing, in the order of the tile's view; one of the future is never the newest."""
    found = Items()
    newest: dict[str, tuple[datetime, Item]] = {}
    for row in rows:
        title, moment = cells.text(row, "title"), cells.instant(row, "observed_at")
        known = moment if moment and moment <= setting.now + CLOCKS_APART else None
        found.see(observed=known, valid_until=cells.instant(row, "valid_until"))
        if title is None:
            found.lost["rows-without-title"] += 1
            continue
        item = _item(row, cells, title, moment)
        candidate = (known or _NEVER, item)
        if item["id"] not in newest or _rank(candidate) > _rank(newest[item["id"]]):
            newest[item["id"]] = candidate
    sort = setting.tile.view.sort or "title"
    found.items = sorted((item for _, item in newest.values()), key=lambda item: _order(item, sort))
    return found


def _item(row: Row, cells: Cells, title: str, moment: datetime | None) -> Item:
    item = {
        "id": cells.text(row, "id") or title,
        "title": title,
        "point": cells.point(row),
        "observed_at": written(moment) if moment else None,
        "status": cells.text(row, "status"),
        "metrics": cells.numbers(row, "metrics"),
        "facets": cells.named(row, "facets"),
    }
    return {name: value for name, value in item.items() if value is not None}


def _rank(candidate: tuple[datetime, Item]) -> tuple[datetime, str]:
    """The newer; of two of one instant always the same."""
    return candidate[0], repr(sorted(candidate[1].items(), key=lambda pair: pair[0]))


def _order(item: Item, sort: str) -> tuple[object, ...]:
    value = item.get(sort)
    for group in ("metrics", "facets"):
        value = (item.get(group) or {}).get(sort) if value is None else value
    return (*ordered(value), alphabetical(item["title"]), item["id"])
