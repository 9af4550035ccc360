"""Answers made on demand and kept, within a bound of memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from .answers import Answer

_MOST_BYTES = 24 * 1024 * 1024


class Kept:
    """The least recently used are dropped first. Two threads may make the same one at the same time: no harm."""

    def __init__(self, most: int = _MOST_BYTES) -> None:
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes = 0
        self._most = most

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer kept under this key, or a new one."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
                return found
        found = make()
        with self._lock:
            self._keep(key, found)
        return found

    def _keep(self, key: Hashable, answer: Answer) -> None:
        if key not in self._answers:
            self._bytes += answer.size
        self._answers[key] = answer
        while self._bytes > self._most and len(self._answers) > 1:
            _, dropped = self._answers.popitem(last=False)
            self._bytes -= dropped.size
