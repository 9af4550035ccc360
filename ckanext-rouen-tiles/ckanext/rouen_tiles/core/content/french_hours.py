"""Opening hours in French words, as departments and communes write them, into OpenStreetMap's `opening_hours`.

A word that is not known makes the whole unreadable: hours that are wrong are worse than hours in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
EVERY_DAY = tuple(range(7))
HOLIDAYS = 7
#: What ends before it begins ends in the night, or is a mistake.
_LATEST_NIGHT = "06:00"

_DAY_WORDS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_MONTH_WORDS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_TOKENS = re.compile(
    r"(?P<always>(?:7\s*j(?:ours)?\s*(?:/|sur)\s*7\s*(?:et|,|-)?\s*)?24\s*h?\s*(?:/|sur)\s*24\s*h?"
    r"(?:\s*(?:et|,|-)?\s*7\s*j?(?:ours)?\s*(?:/|sur)\s*7\s*j?)?)"
    r"|(?P<every>tous les jours|7\s*j?(?:ours)?\s*(?:/|sur)\s*7\s*j?|tlj|toute la semaine)"
    r"|(?P<holidays>(?:les\s+)?jours?\s+feries?|feries?)"
    r"|(?P<weekend>week-?\s?ends?)"
    rf"|(?P<month>{'|'.join(_MONTH_WORDS)})\b"
    r"|(?P<day>(?:lun|mar|mer|jeu|ven|sam)(?:di|edi|credi|dredi)?s?\b\.?|dim(?:anche)?s?\b\.?)"
    r"|(?P<time>\d{1,2}\s*(?:h(?:eures?)?\b|h(?=\d)|:)\s*(?:[0-5]\d\b)?|midi|minuit)"
    r"|(?P<number>\d{1,2}(?:er)?)"
    r"|(?P<closed>fermee?s?|fermeture)"
    r"|(?P<except>sauf|hors|excepte)"
    r"|(?P<to>\bjusqu'?\s?a\b|\bau?x?\b|-|–|—|→)"
    r"|(?P<skip>[\s,:;/.&+()]+|et\b|puis\b|de\b|du\b|des\b|d'|le\b|les\b|la\b|entre\b|ouvert(?:e?s?|ure)\b|horaires?\b)"
)


class _Unreadable(Exception):
    """A word that is not known, or one that does not follow."""


@dataclass
class _Rule:
    """Days, spans and whether they are closed."""

    season: str = ""
    days: list[int] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)
    is_closed: bool = False

    def __str__(self) -> str:
        when = " ".join(filter(None, (self.season, _days(self.days))))
        what = "off" if self.is_closed else ",".join(self.spans)
        return f"{when} {what}".strip()


def read(text: str) -> str | None:
    """The hours that these words say, None when a word is not known."""
    try:
        tokens = _resolved(list(_tokens(_bare(text))))
        rules = _Reading(tokens).rules()
    except _Unreadable:
        return None
    return "; ".join(map(str, rules)) or None


def _bare(text: str) -> str:
    """Small letters without accents."""
    found = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(char for char in found if not unicodedata.combining(char)).lower()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None or match.end() == position:
            raise _Unreadable
        position = match.end()
        if match.lastgroup and match.lastgroup != "skip":
            yield match.lastgroup, match[0].strip()


def _resolved(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A bare number before « à 12h » is an hour, one before a month is its day."""
    found = []
    for place, (kind, word) in enumerate(tokens):
        after = [name for name, _ in tokens[place + 1 : place + 3]]
        as_hour = kind == "number" and after == ["to", "time"]
        found.append(("time", f"{word}h") if as_hour else (kind, word))
    return found


class _Reading:
    """Goes through the words once, a rule at a time."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._place = 0
        self._done: list[_Rule] = []
        self._rule = _Rule()
        self._without: list[int] | None = None
        self._closed_after_days = False

    def rules(self) -> list[_Rule]:
        """Every rule that the words say."""
        while self._place < len(self._tokens):
            kind, word = self._next()
            getattr(self, f"_{kind}")(word)
        self._end()
        return self._done

    def _next(self) -> tuple[str, str]:
        found = self._tokens[self._place]
        self._place += 1
        return found

    def _after(self, *kinds: str) -> list[str] | None:
        """The words that follow when they are of these kinds."""
        following = self._tokens[self._place : self._place + len(kinds)]
        if tuple(kind for kind, _ in following) != kinds:
            return None
        self._place += len(kinds)
        return [word for _, word in following]

    def _end(self) -> None:
        """Close the rule under way; one without hours, or closed without days, says nothing."""
        rule = self._rule
        if self._without and rule.spans:
            rule.days = [day for day in rule.days or EVERY_DAY if day not in self._without]
        if rule.spans or (rule.is_closed and rule.days):
            self._done.append(rule)
        elif rule.days or rule.is_closed:
            raise _Unreadable
        self._rule, self._without, self._closed_after_days = _Rule(season=rule.season), None, False

    def _add(self, days: list[int]) -> None:
        if self._without is not None and not self._rule.spans:
            self._without += days
            return
        if self._rule.spans or self._closed_after_days:
            self._end()
        self._rule.days += days

    def _always(self, word: str) -> None:
        self._rule.spans.append("24/7" if not self._rule.days and not self._rule.season else "00:00-24:00")

    def _every(self, word: str) -> None:
        self._add(list(EVERY_DAY))

    def _weekend(self, word: str) -> None:
        self._add([5, 6])

    def _holidays(self, word: str) -> None:
        self._add([HOLIDAYS])

    def _day(self, word: str) -> None:
        first = _DAY_WORDS.index(word[:3])
        until = self._after("to", "day")
        last = _DAY_WORDS.index(until[1][:3]) if until else first
        self._add([(first + step) % 7 for step in range((last - first) % 7 + 1)])

    def _month(self, word: str, first_day: str = "") -> None:
        """A season: it goes for all that follows, until the next."""
        end = self._after("to", "number", "month") or self._after("to", "month")
        if end is None:
            raise _Unreadable
        last_day = f" {int(end[1].rstrip('er')):02}" if len(end) == 3 else ""  # noqa: PLR2004
        self._end()
        self._rule.season = f"{_month(word)}{first_day}-{_month(end[-1])}{last_day}"

    def _number(self, word: str) -> None:
        month = self._after("month")
        if month is None:
            raise _Unreadable
        self._month(month[0], f" {int(word.rstrip('er')):02}")

    def _time(self, word: str) -> None:
        until = self._after("to", "time")
        if until is None or self._rule.is_closed:
            raise _Unreadable
        first, last = _time(word), _time(until[1])
        if _LATEST_NIGHT < last <= first:
            raise _Unreadable
        self._rule.spans.append(f"{first}-{'24:00' if last == '00:00' else last}")

    def _closed(self, word: str) -> None:
        if self._rule.spans:
            self._end()
        self._rule.is_closed = True
        self._closed_after_days = bool(self._rule.days)

    def _except(self, word: str) -> None:
        """« sauf » after hours closes the days that follow; before hours it takes them out."""
        if self._rule.spans:
            self._end()
            self._rule.is_closed = True
        else:
            self._without = []

    def _to(self, word: str) -> None:
        raise _Unreadable


def _month(word: str) -> str:
    return MONTHS[_MONTH_WORDS.index(word)]


def _time(word: str) -> str:
    if word in ("midi", "minuit"):
        return "12:00" if word == "midi" else "24:00"
    hours, _, minutes = re.sub(r"\s*(?:heures?|h|:)\s*", ":", word).partition(":")
    if int(hours) > 24:  # noqa: PLR2004
        raise _Unreadable
    return f"{int(hours):02}:{minutes or '00'}"


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
