"""Reading an untyped document field by field: each reader gives a typed value or a refusal that names the field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from ..messages import Issue, Refused, refuse

T = TypeVar("T")
Reader = Callable[[Any], T]

_MISSING: Any = object()
_TAG = re.compile(r"<[a-zA-Z/!?]|&#?\w+;")
#: What is not seen or is no character: controls, marks of direction, fillers, halves of a character, private ones, and
#: what stands where a text was read in the wrong encoding.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ud800-\uf8ff\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
#: Blanks, and what only joins characters.
_BLANK = re.compile(r"[\s\u200c\u200d\ufe00-\ufe0f]*")


class Fields:
    """One mapping of the document; what no reader took is refused as unknown."""

    def __init__(self, value: Any) -> None:
        if not isinstance(value, Mapping):
            raise refuse("not-a-mapping")
        self._left = dict(value)
        self._known: list[str] = []
        self._issues: list[Issue] = []

    def take(self, name: str, read: Reader[T], default: Any = _MISSING) -> T:
        """The field's value. After an issue it is no value of its type: `finish` then raises."""
        self._known.append(name)
        value = self._left.pop(name, None)
        if value is None:
            return cast(T, self._absent(name, default))
        return self.checked(name, lambda: read(value))

    def checked(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives; what it refuses is said of this field. After that it is no value of its type."""
        try:
            return make()
        except Refused as refused:
            self.refuse(name, refused)
            return cast(T, None)

    def refuse(self, name: str, refused: Refused) -> None:
        """Say that a field is wrong, unless that was said already."""
        if not any(issue.path.startswith(name) for issue in self._issues):
            self._issues += [issue.under(name) for issue in refused.issues]

    def finish(self) -> None:
        """Refuse the mapping if a field was refused, missing or unknown."""
        known = ", ".join(self._known)
        for name in map(str, self._left):
            code = "unknown-field" if name == name.strip() else "field-space"
            self._issues.append(Issue(code, name, {"value": name, "known": known}))
        if self._issues:
            raise Refused(self._issues)

    def _absent(self, name: str, default: Any) -> Any:
        if default is _MISSING:
            self._issues.append(Issue("required", name))
            return None
        return default


def record(build: Callable[[Fields], T]) -> Reader[T]:
    """A mapping whose fields `build` takes."""

    def read(value: Any) -> T:
        fields = Fields(value)
        built = build(fields)
        fields.finish()
        return built

    return read


def list_of(read_item: Reader[T], maximum: int = 100) -> Reader[tuple[T, ...]]:
    """A list, every bad item named by its place."""

    def read(value: Any) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise refuse("not-a-list")
        if len(value) > maximum:
            raise refuse("too-many", count=len(value), maximum=maximum)
        items, issues = [], []
        for place, item in enumerate(value):
            try:
                items.append(read_item(item))
            except Refused as refused:
                issues += [issue.under(f"[{place}]") for issue in refused.issues]
        if issues:
            raise Refused(issues)
        return tuple(items)

    return read


def mapping_of(read_item: Reader[T], key_pattern: str, maximum: int = 50) -> Reader[dict[str, T]]:
    """A mapping with free keys of a given form."""
    read_key = string(60, key_pattern)

    def read(value: Any) -> dict[str, T]:
        if not isinstance(value, Mapping):
            raise refuse("not-a-mapping")
        if len(value) > maximum:
            raise refuse("too-many", count=len(value), maximum=maximum)
        return {read_key(key): _named(key, read_item, item) for key, item in value.items()}

    return read


def string(maximum: int, pattern: str | None = None) -> Reader[str]:
    """Plain text: no HTML, no character that is not seen, not empty."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise refuse("not-a-text", value=value)
        if _BLANK.fullmatch(value):
            raise refuse("empty")
        if len(value) > maximum:
            raise refuse("too-long", length=len(value), maximum=maximum)
        if unseen := _UNSEEN.search(value):
            raise refuse("control-character", character=f"U+{ord(unseen[0]):04X}")
        if _TAG.search(value):
            raise refuse("html")
        if pattern and not re.fullmatch(pattern, value):
            raise refuse("pattern", value=value, expected=pattern)
        return value

    return read


def one_line(maximum: int) -> Reader[str]:
    """Plain text on one line; blanks around it do not count, and an accent is one with its letter."""
    read_text = string(maximum)

    def read(value: Any) -> str:
        if not isinstance(value, str):
            return read_text(value)
        found = unicodedata.normalize("NFC", value.strip())
        if "\n" in found:
            raise refuse("one-line")
        return read_text(found)

    return read


def one_of(choices: Collection[str]) -> Reader[str]:
    """One of a closed list of words."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise refuse("not-one-of", value=value, choices=", ".join(sorted(choices)))
        return value

    return read


def integer(minimum: int, maximum: int) -> Reader[int]:
    """An integer within bounds."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise refuse("not-an-integer", value=value)
        if not minimum <= value <= maximum:
            raise refuse("out-of-range", value=value, minimum=minimum, maximum=maximum)
        return value

    return read


def boolean(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise refuse("not-a-boolean", value=value)
    return value


def https_url(value: Any) -> str:
    """An absolute https address without user, space or control character."""
    url = string(2000)(value)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    is_host = "." in host.strip(".") or ":" in host
    if not is_host or port == 0 or parts.scheme != "https" or parts.username is not None or re.search(r"\s", url):
        raise refuse("not-https", value=value)
    return url


def _named(key: Any, read_item: Reader[T], item: Any) -> T:
    try:
        return read_item(item)
    except Refused as refused:
        raise Refused(issue.under(str(key)) for issue in refused.issues) from None
