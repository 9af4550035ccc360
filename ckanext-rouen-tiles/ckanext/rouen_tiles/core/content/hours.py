"""Opening hours as OpenStreetMap writes them (`opening_hours`): checked, or read from French words.

Of the specification what the hours of public places need: seasons, weeks, weekdays, holidays, spans, `off`, comments.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from . import french_hours
from .cells import line
from .french_rules import DAYS, MONTHS

LONGEST = 300

_TIME = r"(?:[0-3]?\d|4[0-8]):[0-5]\d"
_EVENT = r"(?:sunrise|sunset|dawn|dusk)"
_POINT = rf"(?:{_TIME}|{_EVENT}|\({_EVENT}[+-]{_TIME}\))"
_SPAN = rf"{_POINT}(?:-{_POINT}\+?|\+)"
_SPANS = rf"{_SPAN}(?:,{_SPAN})*"
_DAY = rf"(?:{'|'.join(DAYS)})"
_DAY_RANGE = rf"(?:{_DAY}(?:-{_DAY}|\[-?[1-5](?:[,-][1-5])*\])?|PH|SH)"
_DAY_RANGES = rf"{_DAY_RANGE}(?:,{_DAY_RANGE})*"
_DATE = rf"(?:(?:{'|'.join(MONTHS)})(?: [0-3]?\d)?|easter)"
_DATE_RANGE = rf"{_DATE}(?:-(?:{_DATE}|[0-3]?\d)|\+)?"
_YEARS = r"20\d\d(?:-20\d\d|\+)?"
_WEEKS = r"week [0-5]?\d(?:-[0-5]?\d(?:/\d)?)?(?:,[0-5]?\d(?:-[0-5]?\d(?:/\d)?)?)*"
_WHEN = rf"(?:{_YEARS})?(?: ?{_DATE_RANGE}(?:,{_DATE_RANGE})*)?(?: ?{_WEEKS})?(?::? ?{_DAY_RANGES})?"
_STATE = r"(?:off|closed|open|unknown)"
_COMMENT = r'"[^"]{1,80}"'
#: A rule says something of its days: spans, a state or a comment.
_SAID = rf"(?:{_SPANS}(?: ?{_STATE})?|{_STATE})(?: ?{_COMMENT})?|{_COMMENT}"
_RULE = re.compile(rf"24/7(?: ?{_STATE})?(?: ?{_COMMENT})?|{_WHEN} ?(?:{_SAID})")
#: The next rule, or what holds where none does (`||`).
_NEXT = re.compile(r"\s*(;|\|\|)[\s;]*")
#: Where a rule adds to the one before instead of taking its place.
_AND_MORE = re.compile(rf"(?<=:\d\d),(?={_DAY_RANGE})")
_SHORT_HOUR = re.compile(r"(?<![\d:])(\d)(?=:[0-5]\d)")


@lru_cache(maxsize=4096)
def opening_hours(text: str) -> str | None:
    """The hours in one form of OpenStreetMap's, None when they cannot be read."""
    if not text or len(text) > LONGEST:
        return None
    if found := _checked(text):
        return found
    read = french_hours.read(text)
    return read if read and _checked(read) == read else None


def of_cell(value: Any) -> tuple[str | None, str | None]:
    """The hours, and the words of the source where they could not be read."""
    text = line(value)
    found = opening_hours(text) if text else None
    return found, None if found else text


def _checked(text: str) -> str | None:
    """The same hours, spaced and padded as they are usually written; None unless every rule is one."""
    rules = _NEXT.split(text.strip(" ;"))
    found = []
    for rule, after in zip(rules[::2], [*rules[1::2], ""], strict=True):
        parts = _AND_MORE.split(_spaced(rule))
        if not all(map(_RULE.fullmatch, parts)):
            return None
        found.append(", ".join(parts) + {"": "", ";": "; "}.get(after, " || "))
    return "".join(found)


def _spaced(rule: str) -> str:
    tight = re.sub(r"\s*([,\-–])\s*", lambda match: match[1].replace("–", "-"), " ".join(rule.split()))
    return _SHORT_HOUR.sub(r"0\1", tight)
