"""What French words say of opening hours as rules of OpenStreetMap's `opening_hours`, if they mean the same there.

There a later rule takes the place of an earlier one on every day that both name, and a holiday goes by its weekday
unless the last rule that fits it names holidays. Words say neither: rules for which it matters are not read.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, groupby

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
EVERY_DAY = tuple(range(7))
HOLIDAYS = 7
ALWAYS = "24/7"
_LONGEST_MONTH = 31
_LEAP_YEAR = 2024


class Unreadable(Exception):
    """A word that is not known, one that does not follow, or rules that are not what the words mean."""


@dataclass(frozen=True)
class Season:
    """From a month to a month, or from a day to a day; months count from 0, and day 0 is the whole month."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __post_init__(self) -> None:
        """A day that no year has is a mistake."""
        if any(day > monthrange(_LEAP_YEAR, month + 1)[1] for month, day in (self.first, self.last)):
            raise Unreadable

    def __str__(self) -> str:
        return "-".join(MONTHS[month] + (f" {day:02}" if day else "") for month, day in (self.first, self.last))

    def dates(self) -> set[int]:
        """The days of the year, each month taken for one of 31."""
        year = len(MONTHS) * _LONGEST_MONTH
        first = self.first[0] * _LONGEST_MONTH + (self.first[1] or 1)
        last = self.last[0] * _LONGEST_MONTH + (self.last[1] or _LONGEST_MONTH)
        return {(first + step) % year for step in range((last - first) % year + 1)}


@dataclass
class Rule:
    """Days of a season with their spans, or closed; no day is every day."""

    season: Season | None = None
    days: list[int] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)
    is_closed: bool = False
    #: « sauf » behind hours: closed for the hours before it, not for those that follow.
    is_exception: bool = False
    #: « , sauf »: it may be about more than the hours just before it.
    is_set_apart: bool = False
    #: « hors jours fériés » before the hours.
    is_without_holidays: bool = False

    @property
    def told(self) -> set[int]:
        """The days that the rule speaks of."""
        return set(self.days or EVERY_DAY)

    @property
    def weekdays(self) -> set[int]:
        """These days but for the holidays."""
        return self.told - {HOLIDAYS}

    def __str__(self) -> str:
        when = " ".join(filter(None, (str(self.season or ""), _days(self.days))))
        what = "off" if self.is_closed else ",".join(self.spans)
        return f"{when} {what}".strip()


def agreed(rules: Sequence[Rule]) -> list[Rule]:
    """The rules in an order in which they say what the words say; not readable where there is none."""
    seasons = [list(found) for _, found in groupby(rules, key=lambda rule: rule.season)]
    _must(any(not rule.is_closed for rule in rules))
    _must(all(_are_apart(one[0].season, other[0].season) for one, other in combinations(seasons, 2)))
    for other in seasons[:-1]:
        _must(all(_is_told(rule, other) for rule in seasons[-1][1:]))
    return [rule for season in seasons for rule in _of_season(season)]


def _must(holds: bool) -> None:
    if not holds:
        raise Unreadable


def _are_apart(one: Season | None, other: Season | None) -> bool:
    """No day is in both: what holds all year is in each."""
    return one is not None and other is not None and not one.dates() & other.dates()


def _is_told(rule: Rule, others: Sequence[Rule]) -> bool:
    """Another season tells these days alike; where it does not, the last words may be about all seasons."""
    alike = [other.told for other in others if other.is_closed == rule.is_closed]
    return rule.told <= set().union(*alike)


def _of_season(rules: Sequence[Rule]) -> list[Rule]:
    """The rules of one season; those about holidays come last, as the rules of weekdays would take their place."""
    found: list[Rule] = []
    for rule in rules:
        _must(rule.is_closed or _are_spans(rule.spans))
        if rule.is_closed:
            _check_closed(rule, found)
        if rule.is_closed or not _completes(rule, found):
            found.append(rule)
    _check_exceptions(found)
    for place, rule in enumerate(found):
        if HOLIDAYS in rule.told:
            _must(not any(rule.weekdays & later.weekdays for later in found[place + 1 :]))
    ordered = sorted(found, key=lambda rule: HOLIDAYS in rule.told)
    if any(rule.is_without_holidays for rule in found):
        ordered.append(Rule(season=found[0].season, days=[HOLIDAYS], is_closed=True))
    return ordered


def _are_spans(spans: Sequence[str]) -> bool:
    """One after the other in the day; only the last may end in the night."""
    if ALWAYS in spans:
        return len(spans) == 1
    edges = [edge for span in spans for edge in span.split("-")]
    return edges[:-1] == sorted(edges[:-1])


def _check_closed(rule: Rule, found: Sequence[Rule]) -> None:
    """What is closed must leave something of each before it, and not speak of holidays again."""
    for earlier in found:
        _must(HOLIDAYS not in rule.told & earlier.told)
        _must(earlier.is_closed or not earlier.weekdays or not earlier.weekdays <= rule.weekdays)


def _completes(rule: Rule, found: Sequence[Rule]) -> bool:
    """Whether its spans went to an earlier rule of the same days; days told in any other way are not readable."""
    for earlier in found:
        if not earlier.is_closed and earlier.told == rule.told:
            _must(_are_spans([*earlier.spans, *rule.spans]) and not any(one.is_closed for one in found))
            _must(earlier.is_without_holidays == rule.is_without_holidays)
            earlier.spans += rule.spans
            return True
    _must(not any(rule.told & earlier.told for earlier in found))
    return False


def _check_exceptions(rules: Sequence[Rule]) -> None:
    """« Sauf jours fériés » is one rule for all of the season, so it must be meant for all."""
    opened = [rule for rule in rules if not rule.is_closed]
    if any(rule.is_without_holidays for rule in rules):
        _must(all(rule.is_without_holidays for rule in opened))
        _must(not any(HOLIDAYS in rule.told for rule in rules))
    for place, rule in enumerate(rules):
        if rule.is_exception and HOLIDAYS in rule.told:
            _must(all(later.is_closed for later in rules[place + 1 :]))
            _must(rule.is_set_apart or len(opened) == 1)


def _days(days: list[int]) -> str:
    """`Mo-Fr,Su,PH`; nothing when every day is meant."""
    wanted = sorted(set(days) - {HOLIDAYS})
    runs: list[list[int]] = []
    for day in wanted:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [_run(run) for run in runs]
    if HOLIDAYS in days:
        names.append("PH")
    return "" if wanted == list(EVERY_DAY) and HOLIDAYS not in days else ",".join(names)


def _run(run: list[int]) -> str:
    if len(run) < 3:  # noqa: PLR2004
        return ",".join(DAYS[day] for day in run)
    return f"{DAYS[run[0]]}-{DAYS[run[-1]]}"
