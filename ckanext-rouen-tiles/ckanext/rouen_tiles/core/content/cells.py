"""Reading the cells of a row by the keys of `map`, in one language: what cannot be read is None, never an error."""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ..tile.document import ColumnMap, Local
from ..tile.instants import PARIS
from .contacts import telephone, web_address
from .positions import number, pair, position
from .rows import Row

_YES = {"oui", "yes", "true", "1", "vrai", "o", "reserve pmr", "accessible mais non reserve pmr"}
_NO = {"non", "no", "false", "0", "faux", "n", "non accessible"}
_TAG = re.compile(r"<(?:[a-zA-Z/!?])[^>]*>")
_CODE = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li)\b[^>]*>", re.IGNORECASE)
#: What is not seen: control characters, marks of direction and of order, zero-width spaces.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_NAMED_BY_ADDRESS = re.compile(r"https?://\S+[#/]([A-Za-z]\w*)")
_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T](\d{1,2})[:h](\d{2}))?")
#: Years in which something of a city may take place: others are mistakes, and no clock has them.
_YEARS = (1800, 2200)
_EPOCHS = (10**9, 4 * 10**9)


def line(value: Any) -> str | None:
    """A text on one line, without markup."""
    if value is None:
        return None
    return _line(value) if isinstance(value, str) else _line(", ".join(map(str, _listed(value))))


@lru_cache(maxsize=16_384)
def _line(text: str) -> str | None:
    return " ".join(_bare(", ".join(map(str, _listed(text)))).split()) or None


def lines(value: Any) -> str | None:
    """A text whose lines are kept, without markup."""
    if value is None:
        return None
    found = (" ".join(part.split()) for part in _bare(value).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(found)).strip() or None


class Cells:
    """The cells of a source in one language.

    `said` gathers the keys that had a text, `fallback` those of them whose text was to be had in the other only.
    """

    def __init__(self, columns: ColumnMap, language: str) -> None:
        self.columns = columns
        self.language = language
        self._all = sorted(columns.columns())
        # What each key names, looked up once and not for each of thousands of rows.
        self._one = {key: name for key in columns.keys if (name := columns.column(key))}
        self._local = {key: local for key in columns.keys if (local := columns.local(key))}
        self._in_group = {
            key: [(name, f"{key}.{name}", local) for name, local in columns.named(key).items()] for key in columns.keys
        }
        self.said: set[str] = set()
        self.fallback: set[str] = set()

    def identity(self, row: Row) -> str:
        """An identifier for a row that has none: what it says, whatever the language that is asked for."""
        said = repr(list(zip(self._all, map(str, map(row.get, self._all)), strict=True)))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def raw(self, row: Row, key: str) -> Any:
        """The value of a key's one column."""
        return row.get(self._one[key]) if key in self._one else None

    def text(self, row: Row, key: str) -> str | None:
        """A text on one line, in the language or in French."""
        if key in self._local:
            return self._said(row, key, self._local[key])
        return line(row.get(self._one[key])) if key in self._one else None

    def lines(self, row: Row, key: str) -> str | None:
        """A text whose lines are kept, in the language or in French."""
        local = self._local.get(key)
        return self._said(row, key, local, lines) if local else None

    def joined(self, row: Row, key: str) -> str | None:
        """The texts of several columns on one line."""
        return " ".join(filter(None, (line(row.get(name)) for name in self.columns.several(key)))) or None

    def words(self, row: Row, key: str) -> list[str]:
        """The texts of several columns, those of a list one by one; of a word of an ontology its name."""
        values = (_name(value) for column in self.columns.several(key) for value in _each(row.get(column)))
        return list(dict.fromkeys(filter(None, map(line, values))))

    def link(self, row: Row, key: str) -> str | None:
        """A web address."""
        return web_address(line(self.raw(row, key)))

    def phone(self, row: Row, key: str) -> str | None:
        """A telephone number."""
        return telephone(line(self.raw(row, key)))

    def boolean(self, row: Row, key: str) -> bool | None:
        """Yes, no, or not said."""
        value = self.raw(row, key)
        if isinstance(value, bool):
            return value
        word = alphabetical(line(value))
        return True if word in _YES else False if word in _NO else None

    def moment(self, row: Row, key: str) -> date | datetime | None:
        """A day, or an instant in UTC."""
        return moment(self.raw(row, key))

    def instant(self, row: Row, key: str) -> datetime | None:
        """An instant; a day is its beginning in Paris."""
        found = self.moment(row, key)
        return found if found is None or isinstance(found, datetime) else midnight(found)

    def point(self, row: Row, key: str = "point") -> list[float] | None:
        """Longitude and latitude in WGS 84; None when they are no place on Earth."""
        columns = self.columns.several(key)
        if len(columns) == 1:
            return pair(row.get(columns[0]))
        return position([row.get(name) for name in columns]) if columns else None

    def named(self, row: Row, key: str) -> dict[str, Any] | None:
        """Values by the keys that the app sees."""
        group = self._in_group.get(key, ())
        return {name: self._named(row, told, local) for name, told, local in group} or None

    def numbers(self, row: Row, key: str) -> dict[str, int | float | None] | None:
        """Numbers by the keys that the app sees."""
        return {name: number(row.get(local.fr)) for name, _, local in self._in_group.get(key, ())} or None

    def _named(self, row: Row, key: str, local: Local) -> Any:
        value = row.get(local.fr)
        return self._said(row, key, local, _enumerated) if isinstance(value, str) else plain(value)

    def _said(self, row: Row, key: str, local: Local, read: Callable[[Any], str | None] = line) -> str | None:
        """The text in the language, or in the other, which is read only where it is needed."""
        first, second = (local.en, local.fr) if self.language == "en" else (local.fr, local.en)
        text = read(row.get(first)) if first else None
        if text is None:
            text = read(row.get(second)) if second else None
            if text is None:
                return None
            self.fallback.add(key)
        self.said.add(key)
        return text


def plain(value: Any) -> Any:
    """A value of a table as JSON holds it."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (Decimal, float)):
        return number(value)
    if isinstance(value, datetime):
        return _instant(value).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, Mapping) else line(value)


def moment(value: Any) -> date | datetime | None:
    """A day, or an instant in UTC; a time without offset is that of Paris, a number counts seconds since 1970."""
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.fromtimestamp(int(value), UTC) if _EPOCHS[0] <= value <= _EPOCHS[1] else None
    found = value if isinstance(value, date) else _written(str(value).strip())
    if found is None or not _YEARS[0] <= found.year <= _YEARS[1]:
        return None
    return _instant(found) if isinstance(found, datetime) else found


@lru_cache(maxsize=1024)
def midnight(day: date) -> datetime:
    """The instant at which a day begins in Paris."""
    return datetime.combine(day, time.min, PARIS).astimezone(UTC)


def end_of(found: date | datetime | None) -> datetime | None:
    """The instant at which a day ends in Paris, or the instant."""
    if found is None or isinstance(found, datetime):
        return found
    return midnight(found + timedelta(days=1))


@lru_cache(maxsize=16_384)
def alphabetical(value: str | None) -> str:
    """Orders texts as a French reader expects: accents and capitals do not count."""
    return unicodedata.normalize("NFKD", value or "").translate(_WITHOUT_ACCENTS).casefold()


class _WithoutAccents(dict[int, int | None]):
    """What `str.translate` makes of each character: nothing of an accent."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_WITHOUT_ACCENTS = _WithoutAccents()


def ordered(value: Any) -> tuple[int, float, str]:
    """Orders numbers by size, before texts."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return (0, float(value), "")
    return (1, 0.0, alphabetical(None if value is None else str(value)))


def _bare(value: Any) -> str:
    """Text as the app may show it: markup and what entities hide are taken out, none is escaped."""
    text = str(value)
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", _CODE.sub("", text))))
        text = _TAG.sub("", text)
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def _each(value: Any) -> list[Any]:
    return [part for one in _listed(value) for part in (re.split(r"[;|]", one) if isinstance(one, str) else [one])]


def _enumerated(value: Any) -> str | None:
    """A text on one line; `lundi|mercredi`, as the schema of defibrillators parts them, as people do."""
    found = line(value)
    return re.sub(r"(?<=\S)\|(?=\S)", ", ", found) if found and "|" in found else found


def _name(value: Any) -> Any:
    """`SportsEvent` of `https://www.datatourisme.fr/ontology/core#SportsEvent`."""
    match = _NAMED_BY_ADDRESS.fullmatch(value.strip()) if isinstance(value, str) else None
    return match[1] if match else value


def _listed(value: Any) -> list[Any]:
    """The texts of a list, given as one or as national schemas write them in a cell: `["lait","soja"]`."""
    found = value
    if isinstance(value, str) and value.startswith('["'):
        try:
            found = json.loads(value)
        except ValueError:
            found = value
    return list(found) if isinstance(found, (list, tuple)) else [value]


def _instant(value: datetime) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=PARIS)).astimezone(UTC)


def _written(text: str) -> date | datetime | None:
    french = _FRENCH_DAY.fullmatch(text)
    try:
        if french:
            day = date(int(french[3]), int(french[2]), int(french[1]))
            return datetime.combine(day, time(int(french[4]), int(french[5]))) if french[4] else day
        if len(text) == len("2026-11-22"):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def geometry(value: Any) -> Any:
    """A GeoJSON geometry given as a mapping or as text."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return value
