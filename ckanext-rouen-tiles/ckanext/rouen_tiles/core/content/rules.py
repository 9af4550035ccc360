"""Rules of iCalendar (RFC 5545) for things that come again: read strictly, never followed past the last day asked for.

Not by dateutil: it looks until the year 9999 for a day that no rule has, and for ever with an interval of nought.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, product

from ..tile.instants import PARIS

DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
_WEEKDAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_LONGEST_RULE = 300
#: More times on one day are a mistake.
_MOST_TIMES = 24
_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_FORMS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": "[1-9][0-9]{0,3}",
    "COUNT": "[1-9][0-9]{0,5}",
    "UNTIL": "[0-9]{8}(?:T[0-9]{6}Z?)?",
    "WKST": _DAY,
    "BYDAY": f"(?:[+-]?[1-9][0-9]?)?{_DAY}(?:,(?:[+-]?[1-9][0-9]?)?{_DAY})*",
}
#: The smallest and the largest of the numbers that a key lists, which count from the end below nought and are never it.
_NUMBERS = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYSETPOS": (-366, 366),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
}


class NoRule(ValueError):
    """The text is no rule of days, weeks, months or years."""


@dataclass(frozen=True)
class Rule:
    """What a rule says; the end in the time of Paris, days of the week with which of the period's they are, 0 for all.

    What it does not say is empty.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: datetime = datetime.max
    week_start: int = 0
    weekdays: frozenset[tuple[int, int]] = frozenset()
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    positions: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    minutes: frozenset[int] = frozenset()
    seconds: frozenset[int] = frozenset()


@lru_cache(maxsize=1024)
def read_rule(text: str) -> Rule:
    """The rule in a text, in capitals or not, with or without `RRULE:` before it. Raises NoRule."""
    parts = _parts(text.strip().upper().removeprefix("RRULE:"))
    numbers = [_numbers(key, parts[key]) if key in parts else frozenset[int]() for key in _NUMBERS]
    return Rule(
        parts["FREQ"],
        int(parts.get("INTERVAL", "1")),
        int(parts["COUNT"]) if "COUNT" in parts else None,
        _until(parts["UNTIL"]) if "UNTIL" in parts else datetime.max,
        _WEEKDAYS[parts.get("WKST", "MO")],
        _weekdays(parts["BYDAY"], parts["FREQ"]) if "BYDAY" in parts else frozenset(),
        *numbers,
    )


def moments(rule: Rule, first: datetime, last: date) -> Iterator[datetime]:
    """Each moment from the first until the last day, in order, in the time of the clock that the first is told in."""
    rule, times = _completed(rule, first), _times(rule, first)
    left = rule.count
    for days in _periods(rule, first.date(), last):
        found = [datetime.combine(day, at) for day in days if _fits(rule, day) for at in times]
        for moment in _at_positions(found, rule.positions):
            if moment < first:
                continue
            if moment > rule.until or moment.date() > last or left == 0:
                return
            left = left and left - 1
            yield moment


def _parts(text: str) -> dict[str, str]:
    """The value of each key: known ones, each once, FREQ among them."""
    if len(text) > _LONGEST_RULE:
        raise NoRule(text)
    parts: dict[str, str] = {}
    for part in text.split(";"):
        key, _, value = part.partition("=")
        known = key in _NUMBERS or (key in _FORMS and re.fullmatch(_FORMS[key], value))
        if not known or key in parts:
            raise NoRule(text)
        parts[key] = value
    if "FREQ" not in parts:
        raise NoRule(text)
    return parts


def _weekdays(text: str, frequency: str) -> frozenset[tuple[int, int]]:
    """Days of the week; which of a period's they are can be said of months and years."""
    found = frozenset((_WEEKDAYS[day[-2:]], int(day[:-2] or "0")) for day in text.split(","))
    if frequency in (DAILY, WEEKLY) and any(number for _, number in found):
        raise NoRule(text)
    return found


def _numbers(key: str, text: str) -> frozenset[int]:
    smallest, largest = _NUMBERS[key]
    if not re.fullmatch(r"[+-]?[0-9]{1,3}(,[+-]?[0-9]{1,3})*", text):
        raise NoRule(text)
    found = frozenset(map(int, text.split(",")))
    if any(not smallest <= number <= largest or (number == 0 and smallest < 0) for number in found):
        raise NoRule(text)
    return found


def _until(text: str) -> datetime:
    """The end in the time of Paris; of a day its last second. `Z` says that it is told in UTC."""
    try:
        found = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")
    except ValueError:
        raise NoRule(text) from None
    if "T" not in text:
        return datetime.combine(found, time.max)
    if not text.endswith("Z"):
        return found
    try:
        return found.replace(tzinfo=UTC).astimezone(PARIS).replace(tzinfo=None)
    except OverflowError:
        return found


def _completed(rule: Rule, first: datetime) -> Rule:
    """The rule with the day of the first moment where it says none itself."""
    if rule.weekdays or rule.month_days or rule.frequency == DAILY:
        return rule
    if rule.frequency == WEEKLY:
        return replace(rule, weekdays=frozenset({(first.weekday(), 0)}))
    months = rule.months if rule.months or rule.frequency == MONTHLY else frozenset({first.month})
    return replace(rule, month_days=frozenset({first.day}), months=months)


def _times(rule: Rule, first: datetime) -> list[time]:
    """The times of each day, in order."""
    hours, minutes = sorted(rule.hours or {first.hour}), sorted(rule.minutes or {first.minute})
    seconds = sorted(rule.seconds or {first.second})
    if len(hours) * len(minutes) * len(seconds) > _MOST_TIMES:
        raise NoRule
    return [time(*parts) for parts in product(hours, minutes, seconds)]


def _periods(rule: Rule, first: date, last: date) -> Iterator[list[date]]:
    """The days of every period that the interval meets, from that of the first day to that of the last."""
    if rule.frequency in (DAILY, WEEKLY):
        length = 1 if rule.frequency == DAILY else 7
        start = first - timedelta(days=(first.weekday() - rule.week_start) % length)
        for step in range(0, (last - start).days + 1, length * rule.interval):
            yield _days(start + timedelta(days=step), length)
    elif rule.frequency == MONTHLY:
        for number in range(_month(first), _month(last) + 1, rule.interval):
            yield _days_of_month(number)
    else:
        for year in range(first.year, last.year + 1, rule.interval):
            yield list(chain.from_iterable(_days_of_month(year * 12 + month) for month in range(12)))


def _days(start: date, count: int) -> list[date]:
    return [start + timedelta(days=step) for step in range(count)]


def _month(day: date) -> int:
    """The number of a month since the year nought."""
    return day.year * 12 + day.month - 1


def _days_of_month(number: int) -> list[date]:
    year, month = divmod(number, 12)
    return _days(date(year, month + 1, 1), monthrange(year, month + 1)[1])


def _fits(rule: Rule, day: date) -> bool:
    """Whether the rule has the day."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        from_the_end = day.day - monthrange(day.year, day.month)[1] - 1
        if day.day not in rule.month_days and from_the_end not in rule.month_days:
            return False
    return not rule.weekdays or any(
        day.weekday() == weekday and (number == 0 or number in _numbers_of(rule, day))
        for weekday, number in rule.weekdays
    )


def _numbers_of(rule: Rule, day: date) -> tuple[int, ...]:
    """Which of its weekday the day is, from the beginning and from the end of its month, or of its year."""
    if rule.frequency == MONTHLY or rule.months:
        before, after = day.day - 1, monthrange(day.year, day.month)[1] - day.day
    else:
        before, after = (day - date(day.year, 1, 1)).days, (date(day.year, 12, 31) - day).days
    return before // 7 + 1, -(after // 7) - 1


def _at_positions(found: list[datetime], positions: frozenset[int]) -> list[datetime]:
    """Those of a period that BYSETPOS asks for, all when it asks for none."""
    if not positions:
        return found
    chosen = {number - 1 if number > 0 else number + len(found) for number in positions}
    return [moment for number, moment in enumerate(found) if number in chosen]
