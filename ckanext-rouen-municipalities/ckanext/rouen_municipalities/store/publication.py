"""The record of publications in the main database.

Functions that take a session work within the caller's transaction; the others, called by the worker and the sweeper,
open and commit one of their own, so that what they say is seen at once by everybody.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.engine import Connection

from ..core.growth import Growth
from ..core.publication import (
    ALREADY_ADDED,
    FINAL_STATES,
    PENDING,
    PUBLISHED,
    RUNNING,
    Announcement,
    KeptFile,
    NewPublication,
    Publication,
    PublishedTable,
)
from ..model import announced
from ..model import publication as table


class LeaseLost(Exception):
    """Another worker holds this publication now, or it is already final."""


@contextmanager
def transaction() -> Iterator[Connection]:
    """A transaction of its own on the main database, committed at the end."""
    with model.meta.engine.begin() as connection:
        yield connection


def add(session: Any, new: NewPublication) -> str:
    """Write a publication within the caller's transaction; give its id."""
    publication_id = str(uuid.uuid4())
    final = {"started": sa.func.now(), "finished": sa.func.now()} if new.state in FINAL_STATES else {}
    session.execute(
        table.insert().values(
            id=publication_id,
            resource_id=new.resource_id,
            package_id=new.package_id,
            user_id=new.user_id,
            profile=new.profile,
            sheet=new.sheet,
            file_name=new.file.name,
            file_sha256=new.file.sha256,
            file_bytes=new.file.bytes,
            file_mimetype=new.file.mimetype,
            file_source=new.file.source,
            state=new.state,
            mode=new.mode,
            reason=new.reason,
            **final,
        )
    )
    return publication_id


def show(session: Any, publication_id: str) -> Publication | None:
    """The publication of this id."""
    return _one(session.execute(sa.select(table).where(table.c.id == publication_id)))


def latest(session: Any, resource_id: str) -> Publication | None:
    """The newest publication of a resource, whatever its state."""
    return _one(session.execute(_of_resource(resource_id).limit(1)))


def last_published(session: Any, resource_id: str) -> Publication | None:
    """The publication whose file and table the resource shows now."""
    return _one(session.execute(_of_resource(resource_id).where(table.c.state == PUBLISHED).limit(1)))


def last_accepted(session: Any, resource_id: str) -> Publication | None:
    """The publication whose file the public downloads: the last one that changed something."""
    accepted = _of_resource(resource_id).where(
        table.c.state == PUBLISHED, table.c.reason.is_distinct_from(ALREADY_ADDED)
    )
    return _one(session.execute(accepted.limit(1)))


def history(session: Any, resource_id: str, state: str | None, limit: int, offset: int) -> list[Publication]:
    """Publications of a resource, newest first, of one state or of all; their reports are without issues."""
    light = sa.func.jsonb_set(table.c.report, "{issues}", sa.literal_column("'[]'::jsonb"), False).label("report")
    columns = [light if column.name == "report" else column for column in table.c]
    query = _of_resource(resource_id).with_only_columns(*columns).limit(limit).offset(offset)
    return [_publication(row) for row in session.execute(_in_state(query, state))]


def count(session: Any, resource_id: str, state: str | None) -> int:
    """How many publications of a resource there are, of one state or of all."""
    query = sa.select(sa.func.count()).select_from(table).where(table.c.resource_id == resource_id)
    return int(session.execute(_in_state(query, state)).scalar_one())


def senders(session: Any, publication_ids: list[str]) -> dict[str, dict[str, str]]:
    """Who sent the file of each of these publications, where that is known: name and display name."""
    user = model.User.__table__
    query = (
        sa.select(table.c.id, user.c.name, user.c.fullname)
        .join(user, user.c.id == table.c.user_id)
        .where(table.c.id.in_(publication_ids))
    )
    return {
        row.id: {"name": row.name, "display_name": row.fullname or row.name} for row in session.execute(query)
    }


def claim(publication_id: str, token: str, lease: timedelta) -> Publication | None:
    """Take a publication that is pending or whose lease has run out; nothing when somebody else has it."""
    free = sa.or_(table.c.state == PENDING, sa.and_(table.c.state == RUNNING, table.c.lease_until < sa.func.now()))
    with transaction() as connection:
        return _one(
            connection.execute(
                table.update()
                .where(table.c.id == publication_id, free)
                .values(
                    state=RUNNING,
                    attempts=table.c.attempts + 1,
                    lease_token=token,
                    lease_until=sa.func.now() + lease,
                    started=sa.func.coalesce(table.c.started, sa.func.now()),
                )
                .returning(*table.c)
            )
        )


def renew(held: Publication, lease: timedelta, rows_read: int, bytes_read: int) -> None:
    """Keep the lease and tell how far the reading is. Raises LeaseLost."""
    _update_held(held, lease_until=sa.func.now() + lease, rows_read=rows_read, bytes_read=bytes_read)


def record_check(held: Publication, profile_version: str, rows: int, columns: int, report: dict[str, Any]) -> None:
    """Write what the check found before the swap, so that a finish after a crash knows it. Raises LeaseLost."""
    _update_held(held, profile_version=profile_version, rows=rows, columns=columns, report=report)


def record_growth(held: Publication, growth: Growth) -> None:
    """Write what the file does to a growing table, before that is committed. Raises LeaseLost."""
    _update_held(
        held,
        rows_new=growth.new,
        rows_same=growth.same,
        rows_changed=growth.changed,
        rows_removed=growth.removed,
        table_rows=growth.table_rows,
    )


def put_last(held: Publication) -> None:
    """Have a publication that a later one overtook wait again, after it. Raises LeaseLost."""
    values = {"seq": sa.text("DEFAULT"), "state": PENDING, "attempts": table.c.attempts - 1, "lease_until": None}
    _update_held(held, **values)


def finish(held: Publication, state: str, reason: str | None = None) -> None:
    """Write the final state. Raises LeaseLost."""
    with transaction() as connection:
        finish_within(connection, held, state, reason)


def finish_within(session: Any, held: Publication, state: str, reason: str | None = None) -> None:
    """Write the final state within the caller's transaction. Raises LeaseLost."""
    values: dict[str, Any] = {"state": state, "reason": reason, "finished": sa.func.now(), "lease_until": None}
    _update_held_within(session, held, values)


def waiting(limit: int) -> list[str]:
    """Ids of publications that are pending or whose lease has run out, oldest first."""
    free = sa.or_(table.c.state == PENDING, sa.and_(table.c.state == RUNNING, table.c.lease_until < sa.func.now()))
    with transaction() as connection:
        rows = connection.execute(sa.select(table.c.id).where(free).order_by(table.c.seq).limit(limit))
        return [row.id for row in rows]


def open_before(publication: Publication) -> list[str]:
    """Ids of the earlier publications of the same resource that have not come to their end, oldest first."""
    query = sa.select(table.c.id).where(
        table.c.resource_id == publication.resource_id,
        table.c.seq < publication.seq,
        table.c.state.in_([PENDING, RUNNING]),
    )
    with transaction() as connection:
        return [row.id for row in connection.execute(query.order_by(table.c.seq))]


def pending_after(publication: Publication) -> list[str]:
    """Ids of the later publications of the same resource that wait, oldest first."""
    query = sa.select(table.c.id).where(
        table.c.resource_id == publication.resource_id,
        table.c.seq > publication.seq,
        table.c.state == PENDING,
    )
    with transaction() as connection:
        return [row.id for row in connection.execute(query.order_by(table.c.seq))]


def newer(publication: Publication) -> list[str]:
    """Ids of the later publications of the same resource that wait, run or are published, newest first."""
    query = (
        sa.select(table.c.id)
        .where(
            table.c.resource_id == publication.resource_id,
            table.c.seq > publication.seq,
            table.c.state.in_([PENDING, RUNNING, PUBLISHED]),
        )
        .order_by(table.c.seq.desc())
    )
    with transaction() as connection:
        return [row.id for row in connection.execute(query)]


def unannounced(resource_id: str | None = None) -> list[Announcement]:
    """What the readers of tables have not been told yet, of one resource or of all: new, changed visibility, gone."""
    now = _published_tables(None).subquery()
    query = (
        sa.select(
            sa.func.coalesce(now.c.resource_id, announced.c.resource_id).label("resource_id"),
            now.c.publication_id,
            now.c.public,
            now.c.profile,
        )
        .select_from(now.join(announced, now.c.resource_id == announced.c.resource_id, full=True))
        .where(
            sa.or_(
                now.c.publication_id.is_distinct_from(announced.c.publication_id),
                now.c.public.is_distinct_from(announced.c.public),
            )
        )
    )
    with transaction() as connection:
        found = [Announcement(**row._mapping) for row in connection.execute(query)]
    return [item for item in found if resource_id in (None, item.resource_id)]


def record_announced(told: Announcement) -> None:
    """Remember what the readers of a table have been told."""
    with transaction() as connection:
        connection.execute(announced.delete().where(announced.c.resource_id == told.resource_id))
        if told.publication_id:
            connection.execute(
                announced.insert().values(
                    resource_id=told.resource_id, publication_id=told.publication_id, public=told.public
                )
            )


def published_tables(profile: str | None = None) -> list[PublishedTable]:
    """The table that each active resource of an active dataset shows now, of one profile or of all.

    `profile` is the name without a version, in what is asked and in what is given.
    """
    with transaction() as connection:
        return [PublishedTable(**row._mapping) for row in connection.execute(_published_tables(profile))]


def _published_tables(profile: str | None) -> Any:
    newest = (
        sa.select(table)
        .where(table.c.state == PUBLISHED)
        .distinct(table.c.resource_id)
        .order_by(table.c.resource_id, table.c.seq.desc())
        .subquery()
    )
    resource, package = model.resource_table, model.package_table
    # a resource may name a profile with its version; who reads its table asks by the name alone
    name = sa.func.split_part(newest.c.profile, "@", 1)
    query = (
        sa.select(
            newest.c.resource_id,
            resource.c.package_id,
            package.c.owner_org,
            name.label("profile"),
            newest.c.id.label("publication_id"),
            newest.c.file_sha256.label("sha256"),
            sa.func.coalesce(newest.c.table_rows, newest.c.rows).label("rows"),
            sa.not_(package.c.private).label("public"),
            newest.c.finished.label("published_at"),
        )
        .join(resource, resource.c.id == newest.c.resource_id)
        .join(package, package.c.id == resource.c.package_id)
        .where(newest.c.profile.is_not(None), resource.c.state == "active", package.c.state == "active")
        .order_by(newest.c.resource_id)
    )
    return query.where(name == profile) if profile else query


def _of_resource(resource_id: str) -> Any:
    return sa.select(table).where(table.c.resource_id == resource_id).order_by(table.c.seq.desc())


def _in_state(query: Any, state: str | None) -> Any:
    return query if state is None else query.where(table.c.state == state)


def _update_held(held: Publication, **values: Any) -> None:
    with transaction() as connection:
        _update_held_within(connection, held, values)


def _update_held_within(session: Any, held: Publication, values: dict[str, Any]) -> None:
    result = session.execute(
        table.update()
        .where(table.c.id == held.id, table.c.state == RUNNING, table.c.lease_token == held.lease_token)
        .values(**values)
    )
    if result.rowcount != 1:
        raise LeaseLost(held.id)


def _one(result: Any) -> Publication | None:
    row = result.first()
    return _publication(row) if row else None


def _publication(row: Any) -> Publication:
    values = dict(row._mapping)
    file = KeptFile(
        name=values.pop("file_name"),
        sha256=values.pop("file_sha256"),
        bytes=values.pop("file_bytes"),
        mimetype=values.pop("file_mimetype"),
        source=values.pop("file_source"),
    )
    growth = Growth(
        new=values.pop("rows_new") or 0,
        same=values.pop("rows_same") or 0,
        changed=values.pop("rows_changed") or 0,
        removed=values.pop("rows_removed") or 0,
        table_rows=values.pop("table_rows") or 0,
    )
    return Publication(file=file, growth=growth if row.table_rows is not None else None, **values)
