"""Many requests for one answer over connections that are kept, each answer compared byte by byte."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_END_OF_HEAD, _LENGTH = b"\r\n\r\n", b"content-length:"
_CHUNK = 1 << 16


@dataclass
class Answers:
    """What came back: how many right answers, what was wrong of the others, how long each took (seconds)."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def percentile(self, part: float) -> float:
        """The time within which this part of the requests was answered."""
        return sorted(self.seconds)[min(int(part * len(self.seconds)), len(self.seconds) - 1)]


@dataclass
class Asker:
    """Asks one address; `body` is what every answer must hold."""

    url: str
    body: bytes
    connections: int = 8

    def ask(self, number: int, rate: float | None = None) -> Answers:
        """So many requests in all; with `rate`, so many a second, timed from when each was due."""
        share = -(-number // self.connections)
        found = [Answers() for _ in range(self.connections)]
        pause = self.connections / rate if rate else None
        threads = [threading.Thread(target=self._one, args=(share, pause, into)) for into in found]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Answers(
            sum(one.right for one in found),
            [text for one in found for text in one.wrong],
            [seconds for one in found for seconds in one.seconds],
        )

    def _one(self, number: int, pause: float | None, into: Answers) -> None:
        parts = urlsplit(self.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        question = f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
        with socket.create_connection((str(parts.hostname), int(parts.port or 80)), timeout=20) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            due = time.perf_counter()
            for _ in range(number):
                if pause is None:
                    due = time.perf_counter()
                else:
                    time.sleep(max(0.0, due - time.perf_counter()))
                connection.sendall(question)
                head, body = _answer(connection)
                into.seconds.append(time.perf_counter() - due)
                due += pause or 0.0
                if head.startswith(b"HTTP/1.1 200 ") and body == self.body:
                    into.right += 1
                else:
                    into.wrong.append(head.decode("latin-1").partition("\r\n")[0])


def _answer(connection: socket.socket) -> tuple[bytes, bytes]:
    received = b""
    while _END_OF_HEAD not in received:
        received += _some(connection)
    head, _, body = received.partition(_END_OF_HEAD)
    lines = [line for line in head.lower().split(b"\r\n") if line.startswith(_LENGTH)]
    length = int(lines[0].partition(b":")[2]) if lines else 0
    while len(body) < length:
        body += _some(connection)
    return head, body


def _some(connection: socket.socket) -> bytes:
    found = connection.recv(_CHUNK)
    if not found:
        raise ConnectionError("the server went away in the middle of an answer")
    return found
