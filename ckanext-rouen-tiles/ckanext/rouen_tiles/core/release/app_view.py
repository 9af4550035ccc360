"""A tile as the app reads it: the definition without what is internal, with what is computed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any

import rfc8785

from ..health import Health
from ..tile.document import Notice, Source, Text, Tile, View, Window
from ..tile.instants import written

_AS_WRITTEN = ("id", "category", "rank", "icon", "kind", "department", "on_unhealthy")


def app_view(
    tile: Tile, revision: int, health: Health, coverage: Collection[str], communes: Sequence[str]
) -> dict[str, Any]:
    """The tile's entry in a release. Columns, contacts and the time of the check stay out of it."""
    audience = tile.audience or tuple(communes)
    covered = tuple(communes) if not tile.has_data else tuple(sorted(coverage))
    served = sorted(set(audience) & set(covered))
    view: dict[str, Any] = {name: getattr(tile, name) for name in _AS_WRITTEN}
    view |= {
        "title": _text(tile.title),
        "summary": _text(tile.summary),
        "a11y": _without_none(label=_text(tile.a11y.label), hint=_text(tile.a11y.hint)),
        "params": [vars(param) for param in tile.params],
        "sources": [_source(source) for source in tile.sources],
        "view": _view(tile.view),
        "audience": {"communes": "all" if tile.audience is None else list(tile.audience)},
        "window": _window(tile.window),
        "notice": _notice(tile.notice),
        "client": {"min": tile.client_min},
        "action": _plain(tile.action),
        "fallback": _plain(tile.fallback),
        "owner": {"organization": tile.owner.organization},
        "attribution": [_plain(item) for item in tile.attribution],
        "privacy": _plain(tile.privacy),
        "health": {"state": health.state, "reasons": sorted({reason.code for reason in health.reasons})},
        "coverage": {"insee": list(covered), "n": len(covered), "of": len(communes)},
        "served": {"insee": served, "n": len(served), "of": len(communes)},
        "data": f"tiles/{tile.id}/data" if tile.has_data else None,
        "revision": revision,
    }
    return {**view, "sha256": hashlib.sha256(rfc8785.dumps(view)).hexdigest()}


def boundaries(tiles: Collection[dict[str, Any]]) -> list[str]:
    """Every instant at which a window or a notice begins or ends, in order."""
    windows = [part for tile in tiles for part in (tile["window"], tile["notice"]) if part]
    return sorted({moment for window in windows for moment in (window["from"], window["until"]) if moment})


def _text(text: Text | None) -> dict[str, str] | None:
    return _without_none(fr=text.fr, en=text.en) if text else None


def _source(source: Source) -> dict[str, Any]:
    return _without_none(
        resource=source.resource, role=source.role, profile=source.profile, upstream=source.upstream
    )


def _view(view: View) -> dict[str, Any]:
    lists = {
        name: [_plain(item) for item in getattr(view, name)]
        for name in ("legend", "filters", "fields", "metrics", "blocks")
    }
    return {**lists, **_without_none(sort=view.sort, empty=_text(view.empty))}


def _window(window: Window) -> dict[str, str | None]:
    return {
        "from": written(window.start) if window.start else None,
        "until": written(window.end) if window.end else None,
    }


def _notice(notice: Notice | None) -> dict[str, Any] | None:
    if notice is None:
        return None
    return {**_without_none(level=notice.level, text=_text(notice.text), url=notice.url), **_window(notice.window)}


def _plain(item: Any) -> dict[str, Any] | None:
    """A small dataclass of texts and words."""
    if item is None:
        return None
    values = {field.name: getattr(item, field.name) for field in fields(item)}
    return _without_none(**{name: _text(value) if isinstance(value, Text) else value for name, value in values.items()})


def _without_none(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
