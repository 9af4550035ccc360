"""The words by which a dataset is found, beside its title and description.

They are fields `extras_…` of CKAN's own schema, whose type is the one of titles: it is French in this portal.
"""

from __future__ import annotations

import json
from typing import Any

from ckan import model

from ...core.catalogue import themes
from ...core.freshness import State
from ...core.territory import all_communes
from ...store.freshness import freshness_of
from ..clock import today


def index_words(document: dict[str, Any]) -> dict[str, Any]:
    """The document of a dataset with its keywords, places, themes and files in words, and its freshness."""
    shown = json.loads(document["validated_data_dict"])
    words = {
        "extras_rouen_keywords": " ; ".join(document.get("tags") or []),
        "extras_rouen_places": " ; ".join(_places(shown)),
        "extras_rouen_themes": " ; ".join(_themes(shown)),
        "extras_rouen_files": " ; ".join(_files(shown)),
    }
    public = document.get("capacity") == "public" and document.get("state") == "active"
    spelled = [shown.get("title") or "", shown.get("notes") or "", *words.values()] if public else []
    return {**document, **words, "vocab_words": spelled, "vocab_freshness": [_freshness(document["id"])]}


def _places(shown: dict[str, Any]) -> list[str]:
    register = all_communes()
    names = [register[insee].name for insee in shown.get("communes") or [] if insee in register]
    owner = (shown.get("organization") or {}).get("title")
    return list(dict.fromkeys([*names, *([owner] if owner else [])]))


def _themes(shown: dict[str, Any]) -> list[str]:
    codes = [shown.get("theme"), *(shown.get("secondary_themes") or [])]
    return [themes()[code].fr for code in codes if code in themes()]


def _files(shown: dict[str, Any]) -> list[str]:
    texts = [(resource.get("name"), resource.get("description")) for resource in shown.get("resources") or []]
    return [text for pair in texts for text in pair if text]


def _freshness(dataset_id: str) -> str:
    day = today()
    found = freshness_of(model.Session, day, [dataset_id]).get(dataset_id)
    return (found.state if found else State.NOT_ASSESSABLE).value
