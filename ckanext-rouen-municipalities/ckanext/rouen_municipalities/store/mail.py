"""The mails that wait to be sent, and what remains of those that were: that they were.

`add`, `states_of` and `send_again` work within the caller's transaction; the others commit one of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..core.mail import Mail
from ..model import mail as table
from .publication import transaction

WAITING, SENT, FAILED = "waiting", "sent", "failed"
_EMPTIED: dict[str, Any] = dict.fromkeys(["recipient", "subject", "text", "html", "error"])


@dataclass(frozen=True)
class Held:
    """A mail that is being sent, with how often that was tried, this time included."""

    id: int
    mail: Mail
    attempts: int
    created: datetime


def add(session: Any, mail: Mail) -> bool:
    """Write a mail; False when there is one of its key already, sent or not."""
    values = {"recipient": mail.to, "subject": mail.subject, "text": mail.text, "html": mail.html, "key": mail.key}
    written = insert(table).values(values).on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id)
    return session.execute(written).first() is not None


def states_of(session: Any, keys: list[str]) -> dict[str, str]:
    """`waiting`, `sent` or `failed` of the mails of these keys, by key."""
    query = sa.select(table.c.key, table.c.state).where(table.c.key.in_(keys))
    return {row.key: row.state for row in session.execute(query)}


def send_again(session: Any, key: str) -> bool:
    """Try a mail that was given up once more; False when there is none."""
    again = table.update().where(table.c.key == key, table.c.state == FAILED, table.c.recipient.is_not(None))
    values = {"state": WAITING, "attempts": 0, "due": sa.func.now(), "created": sa.func.now()}
    return bool(session.execute(again.values(values)).rowcount)


def claim(hold: timedelta) -> Held | None:
    """Take the mail that is due the longest; whoever dies while sending it leaves it due again after `hold`."""
    due = (
        sa.select(table.c.id)
        .where(table.c.state == WAITING, table.c.due <= sa.func.now())
        .order_by(table.c.due, table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = table.update().where(table.c.id == due)
    held = taken.values(due=sa.func.now() + hold, attempts=table.c.attempts + 1).returning(*table.c)
    with transaction() as connection:
        row = connection.execute(held).first()
    if row is None:
        return None
    return Held(row.id, Mail(row.recipient, row.subject, row.text, row.html, row.key), row.attempts, row.created)


def record_sent(mail_id: int) -> None:
    """The server took it: nothing of what it said is kept."""
    _set(mail_id, state=SENT, sent=sa.func.now(), **_EMPTIED)


def record_failed(mail_id: int, error: str) -> None:
    """It is given up, and kept so that somebody can have it sent again."""
    _set(mail_id, state=FAILED, error=error[:500])


def record_later(mail_id: int, due: datetime, error: str) -> None:
    """It is tried again at `due`."""
    _set(mail_id, due=due, error=error[:500])


def put_off(until: datetime) -> None:
    """Nothing is tried before `until`: the server does not answer."""
    with transaction() as connection:
        waiting = table.update().where(table.c.state == WAITING, table.c.due < until)
        connection.execute(waiting.values(due=until))


def oldest_waiting() -> datetime | None:
    """Since when the oldest mail waits that is not sent yet."""
    with transaction() as connection:
        found: datetime | None = connection.execute(
            sa.select(sa.func.min(table.c.created)).where(table.c.state == WAITING)
        ).scalar()
    return found


def given_up() -> int:
    """How many mails were given up and can still be sent again."""
    with transaction() as connection:
        lost = sa.select(sa.func.count()).where(table.c.state == FAILED, table.c.recipient.is_not(None))
        return int(connection.execute(lost).scalar() or 0)


def erase_failed(before: datetime) -> int:
    """Empty the mails that were given up before a day; give how many."""
    old = table.update().where(table.c.state == FAILED, table.c.created < before, table.c.recipient.is_not(None))
    with transaction() as connection:
        return int(connection.execute(old.values(_EMPTIED)).rowcount)


def _set(mail_id: int, **values: Any) -> None:
    with transaction() as connection:
        connection.execute(table.update().where(table.c.id == mail_id).values(values))
