"""What the pages of the KPIs say in words: a value, how it moved, how it divides; words of the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ..core.kpi.definition import FEWER
from ..core.kpi.timeline import Gap
from ..logic.kpi.charting import TREND_DAYS, History
from ..logic.language import language

Entry = Mapping[str, Any]

COUNT, PERCENT = "count", "percent"
#: How many gaps a sentence names.
NAMED_GAPS = 3


def value(number: float | None, unit: str) -> str:
    """A value with its unit; what could not be computed is said."""
    if number is None:
        return tk._("Non mesuré")
    text = tk.h.rouen_number(number, None if float(number).is_integer() else 1)
    if unit == COUNT:
        return text
    if unit == PERCENT:
        return f"{text}%" if language() == "en" else f"{text}\u202f%"
    return f"{text}\u00a0{unit}"


def missing(entry: Entry) -> str:
    """Why an entry has no value: nobody measures it, or what there is does not suffice."""
    if not entry["of"]:
        return tk._("Non mesuré")
    told = {"count": tk.h.rouen_number(entry["ids_count"] or 0), "of": tk.h.rouen_number(entry["of"])}
    return tk._("Non calculable : %(count)s sur %(of)s suffisent") % told


def signed(number: float, unit: str) -> str:
    """A difference with its sign."""
    return ("+" if number > 0 else "") + value(number, unit)


def trend(entry: Entry) -> str:
    """How the value of a card has moved; empty without an earlier snapshot of the same definition."""
    found = entry.get("trend")
    if not found or found.get("change") is None:
        return ""
    since = tk.h.rouen_date(found["since"])
    told = {"change": signed(found["change"], entry["unit"]), "days": TREND_DAYS, "date": since}
    whole = found.get("days", TREND_DAYS) >= TREND_DAYS
    if found["change"] == 0:
        return (tk._("stable depuis %(days)s jours") if whole else tk._("stable depuis le %(date)s")) % told
    return (tk._("%(change)s en %(days)s jours") if whole else tk._("%(change)s depuis le %(date)s")) % told


def target(entry: Entry) -> str:
    """The target in force, and how far the value is from it."""
    goal = entry["target"]
    if not goal:
        return tk._("Aucune cible fixée")
    told = {"value": value(goal["value"], entry["unit"]), "date": tk.h.rouen_date(goal["due"])}
    if entry.get("better") == FEWER:
        return tk._("Cible : %(value)s au plus au %(date)s") % told + _reached(entry, entry["value"], goal["value"])
    text = tk._("Cible : %(value)s au %(date)s") % told
    share = target_share(entry)
    return text if share is None else f"{text} ({value(round(share), PERCENT)})"


def target_share(entry: Entry) -> float | None:
    """How much of the target is reached, in percent; None where that says nothing."""
    goal = entry["target"]
    if not goal or entry["value"] is None or entry.get("better") == FEWER or not goal["value"]:
        return None
    return float(entry["value"] / goal["value"] * 100)


def gap(days: Gap) -> str:
    """Days of which nothing is known."""
    number = tk.h.rouen_number(days.days)
    told = {"first": tk.h.rouen_date(days.first), "last": tk.h.rouen_date(days.last), "num": number}
    if days.days == 1:
        return tk._("aucun relevé le %(first)s") % told
    return tk._("aucun relevé du %(first)s au %(last)s (%(num)s jours)") % told


def evolution(history: History, unit: str) -> str:
    """The history of a KPI in a sentence."""
    if not history.begins or not history.ends:
        return tk._("Pas encore d’évolution à montrer : il faut des relevés de deux jours.")
    difference = (history.ends.value or 0) - (history.begins.value or 0)
    told = {
        "before": value(history.begins.value, unit),
        "since": tk.h.rouen_date(history.begins.day),
        "after": value(history.ends.value, unit),
        "until": tk.h.rouen_date(history.ends.day),
        "change": signed(difference, unit),
        "version": history.ends.version,
    }
    if difference:
        text = tk._("De %(before)s le %(since)s à %(after)s le %(until)s : %(change)s (définition v%(version)s).")
    else:
        text = tk._("%(after)s du %(since)s au %(until)s : sans changement (définition v%(version)s).")
    return text % told


def lacking(history: History) -> str:
    """How many days lack in a history, in a sentence; empty when none does."""
    days = sum(each.days for each in history.gaps)
    if not days:
        return ""
    told = {"count": tk.h.rouen_number(days), "gaps": " ; ".join(gap(each) for each in history.gaps[-NAMED_GAPS:])}
    if len(history.gaps) > NAMED_GAPS:
        return tk._("%(count)s jours sans relevé, en dernier : %(gaps)s.") % told
    return str(
        tk.ungettext("%(count)s jour sans relevé : %(gaps)s.", "%(count)s jours sans relevé : %(gaps)s.", days, **told)
    )


def division(values: Mapping[str, float | None], dimension: Entry, entry: Entry, unit: str) -> str:
    """A division in a sentence: its largest part, and whether its parts make the value."""
    known = {key: number for key, number in values.items() if number}
    if not known:
        return tk._("Aucune ligne n’a de valeur.")
    first = max(known, key=lambda key: known[key] or 0)
    told = {
        "label": dimension.get("keys", {}).get(first, first),
        "value": value(known[first], unit),
        "total": value(entry["value"], entry["unit"]),
        "known": tk.h.rouen_number(len(known)),
        "all": tk.h.rouen_number(len(values)),
    }
    text = tk.ungettext(
        "En tête : %(label)s, %(value)s ; %(known)s ligne sur %(all)s n’est pas vide.",
        "En tête : %(label)s, %(value)s ; %(known)s lignes sur %(all)s ne sont pas vides.",
        len(known),
        **told,
    )
    return f"{text} {_whole(values, dimension, entry) % told}".rstrip()


def _whole(values: Mapping[str, float | None], dimension: Entry, entry: Entry) -> str:
    """What the parts of a division make together."""
    if dimension.get("sums_to_value"):
        return tk._("Ensemble, elles font %(total)s, la valeur de l’indicateur.")
    if sum(number or 0 for number in values.values()) == entry["value"]:
        return ""
    return tk._("Leur somme n’est pas la valeur de l’indicateur.")


def part(entry: Entry, dimension: str) -> str:
    """The words of a key such as theme:ENVI."""
    name, _, key = dimension.partition(":")
    label: str = entry["dimensions"].get(name, {}).get("keys", {}).get(key, key)
    return label


def unit_of(entry: Entry, dimension: str) -> str:
    """The unit of the values of a division: that of the KPI unless it says another."""
    return str(entry["dimensions"].get(dimension, {}).get("unit") or entry["unit"])


def _reached(entry: Entry, number: float | None, goal: float) -> str:
    if number is None:
        return ""
    word = tk._("atteinte") if number <= goal else tk._("pas encore atteinte")
    return f" ({word})"
