"""When something takes place within a window of days: once, by a rule of iCalendar, or on days of the week."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ..tile.instants import PARIS
from .rules import NoRule, moments, read_rule

#: Days of the week in the order of `date.weekday`, as French, English and OpenStreetMap begin them.
_DAYS = {
    name: number
    for number, names in enumerate(
        (("lu", "mo"), ("ma", "tu"), ("me", "we"), ("je", "th"), ("ve", "fr"), ("sa",), ("di", "su"))
    )
    for name in names
}
_FRENCH = {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}
_ENGLISH = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
_SHORT = {"lun", "mar", "mer", "jeu", "ven", "sam", "dim", "mo", "tu", "we", "th", "fr", "sa", "su"}
_EVEN, _ODD, _ALL = "even", "odd", "all"
_WEEKS = {
    "paire": _EVEN,
    "paires": _EVEN,
    "pair": _EVEN,
    "even": _EVEN,
    "impaire": _ODD,
    "impaires": _ODD,
    "impair": _ODD,
    "odd": _ODD,
    "toutes": _ALL,
    "hebdomadaire": _ALL,
    "all": _ALL,
}
#: A rule is followed for no longer than this before the window.
_LOOK_BACK = timedelta(days=366 * 5)


class NoDate(Exception):
    """The row does not say when."""


@dataclass(frozen=True)
class Window:
    """The days that are told, both included."""

    first: date
    last: date

    def holds(self, start: date | datetime, end: date | datetime) -> bool:
        """Whether what begins and ends then is seen on one of the days."""
        return _day(start) <= self.last and _last_day(start, end) >= self.first


@dataclass(frozen=True)
class Series:
    """What a row says of when: the first start and end, and how it comes again."""

    start: date | datetime | None
    end: date | datetime | None
    rule: str | None = None
    days: str | None = None
    weeks: str | None = None
    until: date | None = None
    without: Collection[date] = ()

    @property
    def repeats(self) -> bool:
        """Whether it takes place more than once."""
        return bool(self.rule or self.days)


def occurrences(series: Series, window: Window) -> Iterator[tuple[date | datetime, date | datetime]]:
    """Each start with its end, those of days with the first day after. Raises NoDate."""
    length = _length(series.start, series.end)
    for start in _starts(series, window):
        if _day(start) not in series.without and (series.until is None or _day(start) <= series.until):
            end = start + length
            if window.holds(start, end):
                yield start, end


def _starts(series: Series, window: Window) -> Iterator[date | datetime]:
    if series.rule:
        return _by_rule(series, window)
    if series.days:
        return _by_week(series, window)
    if series.start is None:
        raise NoDate
    return iter([series.start])


def _by_rule(series: Series, window: Window) -> Iterator[date | datetime]:
    """By an RRULE, in the time of Paris: eight o'clock stays eight o'clock when the hour changes."""
    if series.start is None:
        raise NoDate
    first = _local(series.start)
    earliest = datetime.combine(window.first, time.min) - timedelta(days=31)
    if first < earliest - _LOOK_BACK:
        raise NoDate
    try:
        found = [moment for moment in moments(read_rule(series.rule or ""), first, window.last) if moment >= earliest]
    except NoRule:
        raise NoDate from None
    is_day = not isinstance(series.start, datetime)
    return (moment.date() if is_day else _in_utc(moment) for moment in found)


def _by_week(series: Series, window: Window) -> Iterator[date | datetime]:
    """On days of the week, of every week or of those whose number in the year (ISO) is even or odd."""
    weekdays, weeks = _weekdays(series.days or ""), _weeks(series.weeks)
    first = max(window.first, _day(series.start)) if series.start else window.first
    for step in range((window.last - first).days + 1):
        day = first + timedelta(days=step)
        is_even = day.isocalendar().week % 2 == 0
        if day.weekday() in weekdays and weeks in (_ALL, _EVEN if is_even else _ODD):
            yield _at_the_time_of(series.start, day)


def _weekdays(text: str) -> set[int]:
    words = re.findall(r"[a-z]+|\d", _plain(text))
    found = set()
    for word in (word for word in words if word not in ("et", "and", "le", "les", "tous", "chaque")):
        singular = word.rstrip("s") if word.rstrip("s") in _FRENCH | _ENGLISH else word
        if singular in _FRENCH | _ENGLISH | _SHORT:
            found.add(_DAYS[singular[:2]])
        elif word in "1234567":
            found.add(int(word) - 1)
        else:
            raise NoDate
    if not found:
        raise NoDate
    return found


def _weeks(text: str | None) -> str:
    words = [word for word in re.findall(r"[a-z]+", _plain(text or "")) if word not in ("semaine", "semaines", "les")]
    if not words:
        return _ALL
    if len(words) > 1 or words[0] not in _WEEKS:
        raise NoDate
    return _WEEKS[words[0]]


def _plain(text: str) -> str:
    found = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in found if not unicodedata.combining(char))


def _length(start: date | datetime | None, end: date | datetime | None) -> timedelta:
    """How long it takes: a day without an end lasts that day, an instant without one no time."""
    if start is None or end is None:
        return timedelta() if isinstance(start, datetime) else timedelta(days=1)
    if not isinstance(start, datetime):
        return max(timedelta(days=1), _day(end) - _day(start) + timedelta(days=1))
    until = end if isinstance(end, datetime) else _in_utc(datetime.combine(end + timedelta(days=1), time.min))
    return max(timedelta(), until - start)


def _day(moment: date | datetime) -> date:
    return moment.astimezone(PARIS).date() if isinstance(moment, datetime) else moment


def _last_day(start: date | datetime, end: date | datetime) -> date:
    """The last day on which it is seen: its end is the first that it is not."""
    if not isinstance(end, datetime):
        return end - timedelta(days=1)
    return _day(max(start, end - timedelta(seconds=1))) if isinstance(start, datetime) else _day(end)


def _local(moment: date | datetime) -> datetime:
    if isinstance(moment, datetime):
        return moment.astimezone(PARIS).replace(tzinfo=None)
    return datetime.combine(moment, time.min)


def _in_utc(local: datetime) -> datetime:
    return local.replace(tzinfo=PARIS).astimezone(UTC)


def _at_the_time_of(start: date | datetime | None, day: date) -> date | datetime:
    return _in_utc(datetime.combine(day, _local(start).time())) if isinstance(start, datetime) else day
