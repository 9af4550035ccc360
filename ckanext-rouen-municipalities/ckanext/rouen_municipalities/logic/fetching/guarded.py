"""Fetching a URL that a person gave: to public addresses only, within a size and a time.

Own code upon http.client: of the libraries that guard requests, one judges the first address of a name alone, the
other is young and large, and none bounds the time of a whole answer.
"""

from __future__ import annotations

import http.client
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import BinaryIO

from ... import config
from ...core.fetching import Target, UrlRefused, file_name_of, parse
from ...store import files
from .connecting import Deadline, connect
from .failures import (
    AnswerBroken,
    AnswerTooLarge,
    AnswerTooSlow,
    FetchError,
    RemoteRefused,
    TooManyRedirects,
    UrlNotFetched,
)
from .unpacking import unpacked

REDIRECTS = 5
CHUNK = 1 << 16
MAX_HEADER = 500

_SENDS_ON = frozenset({301, 302, 303, 307, 308})
_OK, _UNCHANGED = 200, 304
#: answers of a server that has too much to do: asking it twice would not help it
_COME_BACK = frozenset({429, 503})


@dataclass
class Fetched:
    """An answer: its body as an open file that goes when it is closed, or none when nothing has changed (304)."""

    url: str
    status: int
    etag: str | None
    last_modified: str | None
    content_type: str | None = None
    name: str = ""
    bytes: int = 0
    file: BinaryIO | None = None

    @property
    def unchanged(self) -> bool:
        """Whether the server says that the validators that were sent still hold."""
        return self.status == _UNCHANGED

    def __enter__(self) -> Fetched:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.file is not None:
            self.file.close()


Take = Callable[[Target, http.client.HTTPResponse, Deadline], Fetched]


def fetch(
    url: str, *, headers: Mapping[str, str] | None = None, limit_bytes: int, seconds: float | None = None
) -> Fetched:
    """Fetch a URL; `headers` are added to our own (validators, Accept). Use the result in a `with`.

    `seconds` bounds the whole answer where somebody waits for it; the site's option does otherwise.

    Raises FetchError: UrlNotFetched, AddressRefused, Unreachable, RemoteRefused, TooManyRedirects, AnswerTooLarge,
    AnswerTooSlow, AnswerBroken.
    """
    with _guarded(config.fetch_seconds() if seconds is None else seconds) as deadline:
        return _follow("GET", parse(url), headers or {}, deadline, partial(_received, limit_bytes))


def reach(url: str, *, headers: Mapping[str, str] | None = None, seconds: float) -> Fetched:
    """What a URL answers, without its file: a HEAD, and a GET of which no body is read for servers that know no HEAD.

    Raises FetchError as `fetch` does.
    """
    with _guarded(seconds) as deadline:
        target = parse(url)
        try:
            return _follow("HEAD", target, headers or {}, deadline, _told)
        except (RemoteRefused, http.client.BadStatusLine) as error:
            if isinstance(error, RemoteRefused) and error.status in _COME_BACK:
                raise
        return _follow("GET", target, headers or {}, deadline, _told)


@contextmanager
def _guarded(seconds: float) -> Iterator[Deadline]:
    """A time for the whole, and one class for all that can go wrong in it."""
    with Deadline(seconds) as deadline:
        try:
            yield deadline
        except UrlRefused as error:
            raise UrlNotFetched(error.why) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            deadline.check()
            if isinstance(error, TimeoutError):
                raise AnswerTooSlow(config.fetch_idle()) from error
            raise AnswerBroken(type(error).__name__) from error


def _follow(method: str, target: Target, headers: Mapping[str, str], deadline: Deadline, take: Take) -> Fetched:
    for _step in range(REDIRECTS + 1):
        connection = connect(target, deadline)
        try:
            connection.request(method, target.path, headers={**_own_headers(), **headers})
            answer = connection.getresponse()
            if answer.status not in _SENDS_ON:
                return take(target, answer, deadline)
            target = target.redirected(answer.getheader("Location") or "")
        finally:
            connection.close()
    raise TooManyRedirects(REDIRECTS)


def _told(target: Target, answer: http.client.HTTPResponse, _deadline: Deadline) -> Fetched:
    """What the head of an answer says. Raises RemoteRefused."""
    if answer.status not in (_OK, _UNCHANGED):
        raise RemoteRefused(answer.status, _retry_after(answer))
    return Fetched(
        target.url,
        answer.status,
        _header(answer, "ETag"),
        _header(answer, "Last-Modified"),
        _header(answer, "Content-Type"),
        file_name_of(answer.getheader("Content-Disposition") or "") or target.file_name,
    )


def _received(limit: int, target: Target, answer: http.client.HTTPResponse, deadline: Deadline) -> Fetched:
    fetched = _told(target, answer, deadline)
    if fetched.unchanged:
        return fetched
    fetched.file = _file()
    try:
        fetched.bytes = _save(answer, fetched.file, limit, deadline)
    except (FetchError, OSError, http.client.HTTPException, ValueError):
        fetched.file.close()
        raise
    return fetched


def _file() -> BinaryIO:
    """A file without a name beside those that are kept: no other disk has to have room for it."""
    return tempfile.TemporaryFile(dir=files.incoming_folder())


def _save(answer: http.client.HTTPResponse, target: BinaryIO, limit: int, deadline: Deadline) -> int:
    """Write the body and go back to its beginning; give its size."""
    if (answer.length or 0) > limit:
        raise AnswerTooLarge(limit)
    size = 0
    for chunk in unpacked(_chunks(answer, limit, deadline), answer.getheader("Content-Encoding") or ""):
        size += len(chunk)
        if size > limit:
            raise AnswerTooLarge(limit)
        target.write(chunk)
        deadline.check()
    target.seek(0)
    return size


def _chunks(answer: http.client.HTTPResponse, limit: int, deadline: Deadline) -> Iterator[bytes]:
    """The body as it comes over the line. Raises AnswerBroken when it ends before the length that was announced."""
    size = 0
    while chunk := answer.read1(CHUNK):
        size += len(chunk)
        if size > limit:
            raise AnswerTooLarge(limit)
        yield chunk
    deadline.check()
    if answer.length:
        raise AnswerBroken(f"{size} / {size + answer.length}")


def _own_headers() -> dict[str, str]:
    return {
        "User-Agent": config.user_agent(),
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _header(answer: http.client.HTTPResponse, name: str) -> str | None:
    value = answer.getheader(name)
    return value if value and len(value) <= MAX_HEADER else None


def _retry_after(answer: http.client.HTTPResponse) -> int | None:
    value = (answer.getheader("Retry-After") or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= len("86400000") else None
