"""News: a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), text only."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime

from ..tile.document import Tile
from ..tile.instants import written
from ..tile.mapping import COLUMN, COLUMNS, NAMED, POINT, TEXT
from .cells import Cells, end_of, midnight
from .items import Item, Items, Setting
from .periods import now_or_next, periods
from .rows import Row

VERSION = "https://jsonfeed.org/version/1.1"

KEYS = {
    "id": COLUMN,
    "title": TEXT,
    "text": TEXT,
    "summary": TEXT,
    "url": COLUMN,
    "published": COLUMN,
    "modified": COLUMN,
    "tags": COLUMNS,
    "place": TEXT,
    "point": POINT,
    "status": COLUMN,
    "valid_from": COLUMN,
    "valid_until": COLUMN,
    "facets": NAMED,
}
NEEDED = (("title", "text"),)


def news(rows: Sequence[Row], cells: Cells, setting: Setting) -> Items:
    """What is not over, the newest first."""
    found = Items()
    now = midnight(setting.day)
    for row in rows:
        first, last = _validity(row, cells, setting.day)
        item = _item(row, cells, first, last)
        found.see(observed=cells.instant(row, "modified") or cells.instant(row, "published"), valid_until=last)
        if item is None:
            found.lost["rows-without-title"] += 1
        elif last is None or last > now:
            found.items.append(item)
    found.items.sort(key=lambda item: (_newest(item), item["id"], json.dumps(item, sort_keys=True)), reverse=True)
    return found


def json_feed(tile: Tile, items: list[Item], language: str) -> Item:
    """The feed of these items, with the tile's own title."""
    title = (tile.title.en if language == "en" else None) or tile.title.fr
    return {"version": VERSION, "title": title, "language": language, "items": items}


def _validity(row: Row, cells: Cells, today: date) -> tuple[datetime | None, datetime | None]:
    """From when and until when; of several periods in a cell the one that is now, or comes next."""
    period = now_or_next(periods(cells.raw(row, "valid_from")), today)
    if period:
        return midnight(period[0]), end_of(period[1])
    return cells.instant(row, "valid_from"), end_of(cells.moment(row, "valid_until"))


def _item(row: Row, cells: Cells, first: datetime | None, last: datetime | None) -> Item | None:
    title, summary = cells.text(row, "title"), cells.text(row, "summary")
    text = cells.lines(row, "text") or summary or title
    if text is None:
        return None
    item = {
        "id": cells.text(row, "id") or cells.identity(row),
        "url": cells.link(row, "url"),
        "title": title,
        "content_text": text,
        "summary": summary,
        "date_published": _instant(cells.instant(row, "published")),
        "date_modified": _instant(cells.instant(row, "modified")),
        "tags": cells.words(row, "tags") or None,
        "_tile": _more(row, cells, first, last),
    }
    return {name: value for name, value in item.items() if value is not None}


def _more(row: Row, cells: Cells, first: datetime | None, last: datetime | None) -> Item | None:
    """What JSON Feed has no word for."""
    more = {
        "place": _place(cells.text(row, "place")),
        "point": cells.point(row),
        "status": cells.text(row, "status"),
        "valid_from": _instant(first),
        "valid_until": _instant(last),
        "facets": cells.named(row, "facets"),
    }
    return {name: value for name, value in more.items() if value is not None} or None


def _place(text: str | None) -> str | None:
    """`76000#Rouen`, as DATAtourisme writes it, without the mark."""
    return re.sub(r"^(\d{5})#", r"\1 ", text) if text else None


def _instant(moment: datetime | None) -> str | None:
    return written(moment) if moment else None


def _newest(item: Item) -> str:
    return str(item.get("date_published") or item.get("date_modified") or "")
