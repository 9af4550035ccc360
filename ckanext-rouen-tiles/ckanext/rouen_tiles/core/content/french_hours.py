"""Opening hours in French words, as departments and communes write them, into OpenStreetMap's `opening_hours`.

A word that is not known makes the whole unreadable: hours that are wrong are worse than hours in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from .french_rules import ALWAYS, EVERY_DAY, HOLIDAYS, Rule, Season, Unreadable, agreed

#: What ends before it begins ends in the night, or is a mistake.
_LATEST_NIGHT = "06:00"
_MIDNIGHT = "24:00"

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
#: « 9h-12h 14 mai » : 14 is no minute.
_NO_DATE = rf"(?!\s*(?:{'|'.join(_MONTH_WORDS)}))"
_TOKENS = re.compile(
    r"(?P<always>(?:7\s*j(?:ours)?\s*(?:/|sur)\s*7\s*(?:et|,|-)?\s*)?24\s*h?\s*(?:/|sur)\s*24\s*h?"
    r"(?:\s*(?:et|,|-)?\s*7\s*j?(?:ours)?\s*(?:/|sur)\s*7\s*j?)?)"
    r"|(?P<every>tous les jours(?!\s+feries)|7\s*j?(?:ours)?\s*(?:/|sur)\s*7\s*j?|tlj)"
    r"|(?P<holidays>(?:tous\s+)?(?:les\s+)?jours?\s+feries?|feries?)"
    r"|(?P<weekend>week-?\s?ends?)"
    rf"|(?P<month>{'|'.join(_MONTH_WORDS)})\b"
    r"|(?P<day>(?:lun|mar|mer|jeu|ven|sam)(?:di|edi|credi|dredi)?s?\b\.?|dim(?:anche)?s?\b\.?)"
    rf"|(?P<time>\d{{1,2}}\s*(?:(?:h(?:eures?)?\b|h(?=\d))\s*(?:[0-5]\d\b{_NO_DATE})?|:\s*[0-5]\d\b)|midi|minuit)"
    r"|(?P<number>\d{1,2}(?:er)?)"
    r"|(?P<closed>fermee?s?|fermeture)"
    r"|(?P<except>(?:\s*[,;.]\s*)?(?:sauf|hors|excepte))"
    r"|(?P<to>\bjusqu'?\s?a\b|\bau?x?\b|-|–|—|→)"
    r"|(?P<skip>[\s,:;/.&+()]+|et\b|puis\b|de\b|du\b|des\b|d'|le\b|les\b|la\b|entre\b|ouvert(?:e?s?|ure)\b|horaires?\b)"
)


def read(text: str) -> str | None:
    """The hours that these words say, None when a word is not known."""
    try:
        tokens = _resolved(list(_tokens(_bare(text))))
        rules = agreed(_Reading(tokens).rules())
    except Unreadable:
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
            raise Unreadable
        position = match.end()
        if match.lastgroup and match.lastgroup != "skip":
            yield match.lastgroup, match[0].strip()


def _resolved(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A bare number before « à 12h » is an hour, one before a month is its day."""
    found = []
    for place, (kind, word) in enumerate(tokens):
        after = [name for name, _ in tokens[place + 1 : place + 3]]
        as_hour = kind == "number" and word.isdigit() and after == ["to", "time"]
        found.append(("time", f"{word}h") if as_hour else (kind, word))
    return found


class _Reading:
    """Goes through the words once, a rule at a time."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._place = 0
        self._done: list[Rule] = []
        self._rule = Rule()
        self._without: list[int] | None = None
        self._closed_after_days = False
        self._season_waits = False

    def rules(self) -> list[Rule]:
        """Every rule that the words say."""
        while self._place < len(self._tokens):
            kind, word = self._next()
            getattr(self, f"_{kind}")(word)
        self._end()
        self._check_season()
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
        if self._without is not None:
            self._take_out(set(self._without))
        if rule.spans or (rule.is_closed and rule.days):
            self._done.append(rule)
            self._season_waits = False
        elif rule.days or rule.is_closed:
            raise Unreadable
        self._rule, self._without, self._closed_after_days = Rule(season=rule.season), None, False

    def _take_out(self, without: set[int]) -> None:
        """The rule without the days of « sauf » ; holidays are no day of the week, they are closed apart."""
        rule = self._rule
        days = [day for day in rule.days if day not in without]
        if not (rule.spans and without and days) or not without - {HOLIDAYS} <= set(rule.days):
            raise Unreadable
        if HOLIDAYS in without.intersection(rule.days):
            raise Unreadable
        rule.days, rule.is_without_holidays = days, HOLIDAYS in without

    def _check_season(self) -> None:
        """A season behind its hours is not the season of what follows."""
        if self._season_waits:
            raise Unreadable

    def _add(self, days: list[int]) -> None:
        if self._without is not None and not self._rule.spans:
            self._without += days
            return
        if self._rule.spans or self._closed_after_days:
            self._end()
        self._rule.days += days

    def _always(self, word: str) -> None:
        if self._rule.is_closed:
            raise Unreadable
        self._rule.spans.append(ALWAYS if not self._rule.days and not self._rule.season else "00:00-24:00")

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

    def _month(self, word: str, first_day: int = 0) -> None:
        """A season: it goes for all that follows, until the next."""
        end = self._after("to", "number", "month") if first_day else self._after("to", "month")
        if end is None or self._without is not None:
            raise Unreadable
        self._end()
        self._check_season()
        last_day = _number(end[1]) if first_day else 0
        self._rule.season = Season((_month(word), first_day), (_month(end[-1]), last_day))
        self._season_waits = True

    def _number(self, word: str) -> None:
        month = self._after("month")
        if month is None:
            raise Unreadable
        self._month(month[0], _number(word))

    def _time(self, word: str) -> None:
        until = self._after("to", "time")
        if until is None or self._rule.is_closed:
            raise Unreadable
        first, last = self._start(_time(word)), _time(until[1])
        last = _MIDNIGHT if last == "00:00" else last
        if first == last or _LATEST_NIGHT < last <= first:
            raise Unreadable
        self._rule.spans.append(f"{first}-{last}")

    def _start(self, time: str) -> str:
        """Midnight begins a day; of one day in the week the words do not say which of its two."""
        if time != _MIDNIGHT:
            return time
        if self._without is not None or not set(EVERY_DAY) <= set(self._rule.days or EVERY_DAY):
            raise Unreadable
        return "00:00"

    def _closed(self, word: str) -> None:
        if self._rule.spans:
            self._end()
        if self._without is not None:
            raise Unreadable
        self._rule.is_closed = True
        self._closed_after_days = bool(self._rule.days)

    def _except(self, word: str) -> None:
        """« sauf » after hours closes the days that follow; between days and hours it takes them out."""
        if self._without is not None and not self._rule.spans:
            raise Unreadable
        if self._rule.spans:
            self._end()
            self._rule.is_closed = self._rule.is_exception = True
            self._rule.is_set_apart = not word[0].isalpha()
        elif self._rule.days and not self._rule.is_closed:
            self._without = []
        else:
            raise Unreadable

    def _to(self, word: str) -> None:
        raise Unreadable


def _month(word: str) -> int:
    return _MONTH_WORDS.index(word)


def _number(word: str) -> int:
    number = int(word.removesuffix("er"))
    if not number:
        raise Unreadable
    return number


def _time(word: str) -> str:
    if word in ("midi", "minuit"):
        return "12:00" if word == "midi" else _MIDNIGHT
    hours, _, minutes = re.sub(r"\s*(?:heures?|h|:)\s*", ":", word).partition(":")
    time = f"{int(hours):02}:{minutes or '00'}"
    if time > _MIDNIGHT:
        raise Unreadable
    return time
