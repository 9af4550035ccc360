"""GBFS 2.3 and 3.0: shared bicycles at stations. Both become rows of one form, so that one map serves both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from ..content.cells import midnight, moment
from .rows import Answer, NotAFeed

INFORMATION, STATUS = "station_information", "station_status"
ENGLISH = "station_information.en"

_OPEN, _CLOSED, _RENT_ONLY, _RETURN_ONLY = "open", "closed", "rent_only", "return_only"


def knows(document: Any) -> bool:
    """Whether this is the file by which a system is discovered, `gbfs.json`."""
    return isinstance(document, Mapping) and isinstance(document.get("data"), Mapping) and bool(_feeds(document))


def further(document: Any) -> dict[str, str]:
    """The addresses of the stations and of their states; the stations in English too where a 2.3 system has them."""
    languages = _feeds(document)
    own = languages.get("fr") or next(iter(languages.values()))
    if INFORMATION not in own or STATUS not in own:
        raise NotAFeed("stations")
    found = {INFORMATION: own[INFORMATION], STATUS: own[STATUS]}
    english = languages.get("en", {}).get(INFORMATION)
    return {**found, ENGLISH: english} if english and english != own[INFORMATION] else found


def read(documents: Mapping[str, Any]) -> Answer:
    """A row for each station, with its state; one without a state has no numbers."""
    states = {str(state["station_id"]): state for state in documents[STATUS]["data"]["stations"]}
    english = _names(documents.get(ENGLISH))
    rows = [
        _row(station, states.get(str(station["station_id"]), {}), english)
        for station in documents[INFORMATION]["data"]["stations"]
    ]
    return Answer(rows, _instant(documents[STATUS].get("last_updated")))


def _feeds(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Addresses by language and by name; 3.0 has one list for all languages."""
    data = document["data"]
    parts = {"": data} if "feeds" in data else data
    lists = {key: part.get("feeds") for key, part in parts.items() if isinstance(part, Mapping)}
    return {language: _addresses(feeds) for language, feeds in lists.items() if isinstance(feeds, list)}


def _addresses(feeds: Iterable[Any]) -> dict[str, str]:
    return {
        str(feed["name"]): str(feed["url"])
        for feed in feeds
        if isinstance(feed, Mapping) and {"name", "url"} <= feed.keys()
    }


def _names(document: Any) -> dict[str, str]:
    stations = document["data"]["stations"] if document else ()
    return {str(station["station_id"]): station["name"] for station in stations}


def _row(station: Mapping[str, Any], state: Mapping[str, Any], english: Mapping[str, str]) -> dict[str, Any]:
    identifier, (french, other) = str(station["station_id"]), _said(station.get("name"))
    return {
        "station_id": identifier,
        "name": french,
        "name_en": other or english.get(identifier),
        "lat": station.get("lat"),
        "lon": station.get("lon"),
        "address": station.get("address"),
        "capacity": station.get("capacity"),
        "vehicles_available": state.get("num_vehicles_available", state.get("num_bikes_available")),
        "vehicles_disabled": state.get("num_vehicles_disabled", state.get("num_bikes_disabled")),
        "docks_available": state.get("num_docks_available"),
        "docks_disabled": state.get("num_docks_disabled"),
        "status": _status(state),
        "last_reported": _instant(state.get("last_reported")),
    }


def _said(name: Any) -> tuple[str | None, str | None]:
    """A name in French and in English: 2.3 has a text, 3.0 a list of texts with their languages."""
    if not isinstance(name, list):
        return name, None
    texts = {str(part["language"])[:2].lower(): str(part["text"]) for part in name}
    return texts.get("fr") or next(iter(texts.values()), None), texts.get("en")


def _status(state: Mapping[str, Any]) -> str | None:
    """What a person can do there, in one word."""
    if not state:
        return None
    rents = bool(state.get("is_installed", True)) and bool(state.get("is_renting", True))
    returns = bool(state.get("is_installed", True)) and bool(state.get("is_returning", True))
    return {(True, True): _OPEN, (True, False): _RENT_ONLY, (False, True): _RETURN_ONLY}.get((rents, returns), _CLOSED)


def _instant(value: Any) -> datetime | None:
    """Seconds since 1970 in 2.3, RFC 3339 in 3.0."""
    found = moment(value)
    return midnight(found) if isinstance(found, date) and not isinstance(found, datetime) else found
