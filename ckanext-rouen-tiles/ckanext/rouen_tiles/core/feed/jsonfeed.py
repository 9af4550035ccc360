"""JSON Feed 1.0 and 1.1: news. HTML becomes text; extensions (`_…`) become columns of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..content.cells import moment
from .rows import Answer

_PLAIN = ("id", "url", "image", "date_published", "date_modified", "tags", "language")


def knows(document: Any) -> bool:
    """Whether this is a JSON Feed."""
    version = document.get("version") if isinstance(document, Mapping) else None
    return str(version).startswith(("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1"))


def read(documents: Mapping[str, Any]) -> Answer:
    """A row for each item; texts in English have columns of their own (`title_en`)."""
    feed = documents["first"]
    rows = [_row(item, str(item.get("language") or feed.get("language") or "fr")) for item in feed["items"]]
    times = (moment(row.get(name)) for row in rows for name in ("date_modified", "date_published"))
    return Answer(rows, max((time for time in times if isinstance(time, datetime)), default=None))


def _row(item: Mapping[str, Any], language: str) -> dict[str, Any]:
    end = "_en" if language.lower().startswith("en") else ""
    texts = {
        "title": item.get("title"),
        "text": item.get("content_text") or item.get("content_html"),
        "summary": item.get("summary"),
    }
    more = {
        f"{name}.{key}": value
        for name, extension in item.items()
        if name.startswith("_") and isinstance(extension, Mapping)
        for key, value in extension.items()
    }
    plain = {name: item.get(name) for name in _PLAIN}
    link = item.get("url") or item.get("external_url")
    return {**plain, "url": link, **{name + end: text for name, text in texts.items()}, **more}
