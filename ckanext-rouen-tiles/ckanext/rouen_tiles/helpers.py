"""What templates call; every name begins with rouen_tile."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from .logic import preview, showing
from .logic.language import language
from .logic.vocabulary import vocabulary
from .serving.snapshot import PREFIX
from .views.phone import (
    rouen_tile_age,
    rouen_tile_days,
    rouen_tile_hours,
    rouen_tile_legend,
    rouen_tile_phone,
    rouen_tile_value,
    rouen_tile_when,
)
from .views.words import (
    rouen_tile_cause,
    rouen_tile_column,
    rouen_tile_event,
    rouen_tile_field,
    rouen_tile_icon_name,
    rouen_tile_kind,
    rouen_tile_kind_hint,
    rouen_tile_operation,
    rouen_tile_state,
)

__all__ = [
    "rouen_tile_age",
    "rouen_tile_cause",
    "rouen_tile_column",
    "rouen_tile_days",
    "rouen_tile_department",
    "rouen_tile_event",
    "rouen_tile_field",
    "rouen_tile_health",
    "rouen_tile_hours",
    "rouen_tile_icon",
    "rouen_tile_icon_name",
    "rouen_tile_json",
    "rouen_tile_kind",
    "rouen_tile_kind_hint",
    "rouen_tile_legend",
    "rouen_tile_operation",
    "rouen_tile_person",
    "rouen_tile_phone",
    "rouen_tile_state",
    "rouen_tile_text",
    "rouen_tile_value",
    "rouen_tile_when",
    "rouen_tiles_api",
    "rouen_tiles_home",
    "rouen_tiles_of",
]

log = logging.getLogger(__name__)

_ICONS = Path(__file__).parent / "data" / "icons"


def rouen_tile_text(text: Mapping[str, str] | None) -> str:
    """A text of a tile in the language of the page, else in French."""
    return (text.get(language()) or text.get("fr") or "") if text else ""


def rouen_tile_health(state: str | None) -> str:
    """The health of a tile in words; unknown never reads as healthy."""
    words = {"ok": tk._("Saine"), "warn": tk._("À surveiller"), "fail": tk._("En défaut")}
    return words.get(state or "", tk._("Inconnue"))


def rouen_tile_department(name: str | None) -> str:
    """The name of a department of the Métropole."""
    text = vocabulary().departments.get(name or "")
    return rouen_tile_text({"fr": text.fr, "en": text.en or ""}) if text else (name or "")


def rouen_tile_person(name: str) -> str:
    """What an account is called, for those who work with it."""
    account = model.User.get(name)
    return str(account.display_name) if account else name


def rouen_tile_json(value: Any) -> str:
    """A list or a mapping of a document, on one line."""
    return json.dumps(value, ensure_ascii=False)


def rouen_tile_icon(name: str | None) -> Markup:
    """The picture of an icon of the shipped set; an unknown one is a plain tile."""
    return _icon(name) if name in vocabulary().icons else _icon("link")


def rouen_tiles_api() -> str:
    """The address that the app's backend pulls, as this portal serves it."""
    return str(tk.config["ckan.site_url"]).rstrip("/") + PREFIX


def rouen_tiles_home() -> list[dict[str, Any]] | None:
    """The tiles served; None when they cannot be read: the rest of the home page stays."""
    try:
        return [entry for entry in showing.entries(lambda tile_id: False) if entry["served"]]
    except SQLAlchemyError:
        log.exception("the tiles of the home page cannot be shown")
        return None


def rouen_tiles_of(insee: str) -> list[dict[str, Any]] | None:
    """The tiles that the app shows in a commune now; None when nothing is served."""
    shown = preview.preview(preview.Place(insee, language()), None)
    return shown.tiles if shown else None


@lru_cache(maxsize=64)
def _icon(name: str | None) -> Markup:
    file = _ICONS / f"{name}.svg"
    # Our own files, named by a closed list.
    return Markup(file.read_text(encoding="utf-8")) if file.is_file() else Markup("")  # noqa: S704
