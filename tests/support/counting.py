"""Counts what a page asks of PostgreSQL and of Solr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pysolr
import sqlalchemy as sa
from sqlalchemy.engine import Engine


@dataclass
class Asked:
    """The statements sent to PostgreSQL, and how many requests to Solr."""

    statements: list[str] = field(default_factory=list)
    searches: int = 0

    @property
    def counts(self) -> tuple[int, int]:
        """How many of each."""
        return len(self.statements), self.searches


@contextmanager
def counted() -> Iterator[Asked]:
    """What is asked meanwhile by this process."""
    asked = Asked()
    send = pysolr.Solr._send_request

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.statements.append(statement)

    def count(*arguments: Any, **options: Any) -> Any:
        asked.searches += 1
        return send(*arguments, **options)

    sa.event.listen(Engine, "before_cursor_execute", note)
    pysolr.Solr._send_request = count
    try:
        yield asked
    finally:
        pysolr.Solr._send_request = send
        sa.event.remove(Engine, "before_cursor_execute", note)
