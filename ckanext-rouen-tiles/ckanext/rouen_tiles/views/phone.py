"""What the phone of the preview says, in the language of the app and not of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency

from ckanext.rouen_municipalities.core import display

from ..core.tile.instants import PARIS, read_written

__all__ = [
    "rouen_tile_age",
    "rouen_tile_days",
    "rouen_tile_hours",
    "rouen_tile_legend",
    "rouen_tile_period",
    "rouen_tile_phone",
    "rouen_tile_value",
    "rouen_tile_when",
]

Entry = dict[str, Any]

_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "all": "Toutes les tuiles",
        "nothing": "Rien à montrer ici.",
        "accessible": "Accessible en fauteuil",
        "not_accessible": "Pas accessible en fauteuil",
        "always": "24 h/24, 7 j/7",
        "colon": " : ",
        "cancelled": "annulé",
        "postponed": "reporté",
        "tentative": "à confirmer",
        "closed": "fermé",
        "open": "ouvert",
        "rent_only": "prêt seulement",
        "return_only": "retour seulement",
        "more": "En savoir plus",
        "go": "Ouvrir",
        "old": "Mettez l’application à jour pour voir cette tuile.",
        "aged": "Données d’il y a {age}",
        "yes": "oui",
        "no": "non",
        "rest": "et {count} autres",
        "period": "Du {first} au {last}",
        "since": "À partir du {first}",
        "until": "Jusqu’au {last}",
        "every": "Tous",
        "filter": "Filtrer",
        "left": "{count} sur {total}",
        "no_match": "Rien ne correspond à ce choix.",
    },
    "en": {
        "all": "All tiles",
        "nothing": "Nothing to show here.",
        "accessible": "Wheelchair accessible",
        "not_accessible": "Not wheelchair accessible",
        "always": "24 hours a day",
        "colon": ": ",
        "cancelled": "cancelled",
        "postponed": "postponed",
        "tentative": "to be confirmed",
        "closed": "closed",
        "open": "open",
        "rent_only": "rental only",
        "return_only": "return only",
        "more": "Read more",
        "go": "Open",
        "old": "Update the app to see this tile.",
        "aged": "Data from {age} ago",
        "yes": "yes",
        "no": "no",
        "rest": "and {count} more",
        "period": "{first} to {last}",
        "since": "From {first}",
        "until": "Until {last}",
        "every": "All",
        "filter": "Filter",
        "left": "{count} of {total}",
        "no_match": "Nothing matches this choice.",
    },
}
_DAYS = {"Mo": 0, "Tu": 1, "We": 2, "Th": 3, "Fr": 4, "Sa": 5, "Su": 6}
_OTHERS = {
    "fr": {"PH": "fériés", "SH": "vacances scolaires", "off": "fermé"},
    "en": {"PH": "holidays", "SH": "school holidays", "off": "closed"},
}
_UNITS = {"1": "", "Cel": "°C", "ug/m3": "µg/m³", "min": "min", "km/h": "km/h", "[EUR]": "€", "EUR": "€"}
_MONDAY = date(2024, 1, 1)


def rouen_tile_phone(spoken: str) -> Mapping[str, str]:
    """The words of the app in a language."""
    return _WORDS[spoken]


def rouen_tile_when(text: str, spoken: str) -> str:
    """A day, or an instant in Paris, as people say it: lundi 23 novembre, 14:02.

    Midnight is a day: what was published by somebody who wrote a date without a time.
    """
    if len(text) == len("2026-11-23"):
        return _said(date.fromisoformat(text), spoken)
    moment = read_written(text).astimezone(PARIS)
    if moment.time() == time.min:
        return _said(moment.date(), spoken)
    return format_datetime(moment, "EEEE d MMMM, HH:mm", locale=spoken)


def rouen_tile_period(first: str | None, last: str | None, spoken: str) -> str:
    """The days that something holds for, of the instants at which it begins and ends; nothing when it has neither."""
    words = _WORDS[spoken]
    begin = _said(read_written(first).astimezone(PARIS).date(), spoken) if first else ""
    # What ends at midnight ends with the day before.
    end = _said((read_written(last) - timedelta.resolution).astimezone(PARIS).date(), spoken) if last else ""
    if begin == end:
        return begin.capitalize()
    return words["period" if begin and end else "since" if begin else "until"].format(first=begin, last=end)


def rouen_tile_age(text: str, spoken: str) -> str:
    """How old data are, as the app says it."""
    age = format_timedelta(datetime.now(UTC) - read_written(text), locale=spoken)
    return _WORDS[spoken]["aged"].format(age=age)


def rouen_tile_days(items: list[Entry], spoken: str) -> list[tuple[str, list[Entry]]]:
    """The items of a calendar by day in Paris, each with its time of day."""
    timed = [{**item, "day": _day(item["start"]), "time": _time(item)} for item in items]
    found = groupby(sorted(timed, key=lambda item: (item["day"], item["time"])), key=lambda item: item["day"])
    return [(rouen_tile_when(day, spoken), list(group)) for day, group in found]


def rouen_tile_hours(text: str, spoken: str) -> str:
    """Opening hours of OpenStreetMap in words: `Mo-Sa 09:00-18:00` is lun.-sam. 09:00-18:00."""

    def word(match: re.Match[str]) -> str:
        found = match.group()
        if found in _DAYS:
            return format_date(_MONDAY.replace(day=1 + _DAYS[found]), "EEE", locale=spoken)
        return _OTHERS[spoken].get(found, found)

    said = re.sub(r"\b[A-Za-z]{2,3}\b", word, text).replace("; ", " · ")
    return said.replace("24/7", _WORDS[spoken]["always"])


def rouen_tile_value(value: Any, spoken: str, unit: str | None = None) -> str:
    """A value as the app shows it, with its unit; what UCUM puts in braces counts things that the label names."""
    if isinstance(value, bool):
        return _WORDS[spoken]["yes" if value else "no"]
    said = _UNITS.get(unit or "", re.sub(r"\{[^}]*\}", "", unit or ""))
    if said == "€" and isinstance(value, (int, float)):
        return format_currency(value, "EUR", locale=spoken)
    shown = display.format_number(value, spoken) if isinstance(value, (int, float)) else str(value)
    return f"{shown} {said}".strip()


def rouen_tile_legend(view: Entry, value: Any, spoken: str, unit: str | None = None) -> str:
    """A value as the legend of its tile names it, which says what the codes of a standard mean; else as it is."""
    named = {line["key"]: line["label"] for line in view.get("legend") or []}
    return str(named[value]) if value in named else rouen_tile_value(value, spoken, unit)


def _said(day: date, spoken: str) -> str:
    return format_date(day, "EEEE d MMMM", locale=spoken)


def _day(start: str) -> str:
    if len(start) == len("2026-11-23"):
        return start
    return read_written(start).astimezone(PARIS).date().isoformat()


def _time(item: Entry) -> str:
    return "" if item.get("all_day") else read_written(item["start"]).astimezone(PARIS).strftime("%H:%M")
