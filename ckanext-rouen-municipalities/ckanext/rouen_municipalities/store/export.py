"""Exports: which files there are of which publication, and where."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..core.export import Export, Written
from ..core.publication import PUBLISHED
from ..model import export as table
from ..model import publication
from .publication import published_tables, transaction

_INCOMING = "incoming-"


def path_of(sha256: str) -> Path:
    """Where the export of this hash lies."""
    return _folder() / sha256[:2] / sha256


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder beside the exports in which files are written; what is left in it goes at the end."""
    _folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_folder(), prefix=_INCOMING) as name:
        yield Path(name)


def settle(file: Path) -> tuple[str, int]:
    """Give a written file its lasting name; give its SHA-256 and its size."""
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    size, final = file.stat().st_size, path_of(sha256)
    final.parent.mkdir(exist_ok=True)
    file.chmod(0o640)
    file.replace(final)
    return sha256, size


def of_resource(session: Any, resource_id: str) -> list[Export]:
    """Every export of a resource that is not removed yet."""
    return [Export(**row._mapping) for row in session.execute(_exports().where(table.c.resource_id == resource_id))]


def current(session: Any) -> dict[str, list[Export]]:
    """The exports of every table as it is shown, by resource; not asked is who may see them."""
    shown = _tables().subquery()
    query = _exports().join(shown, shown.c.resource_id == table.c.resource_id)
    query = query.where(table.c.retired.is_(None), publication.c.seq >= shown.c.seq)
    found: dict[str, list[Export]] = {}
    for row in session.execute(query.order_by(table.c.resource_id, table.c.format)):
        found.setdefault(row.resource_id, []).append(Export(**row._mapping))
    return found


def table_seq(session: Any, resource_id: str) -> int | None:
    """The place of the publication from which the table of a resource comes; None without a table.

    Exports of it, or of a later one that left the table as it was, hold what is shown.
    """
    row = session.execute(_tables().where(publication.c.resource_id == resource_id)).first()
    return row.seq if row else None


def record(resource_id: str, publication_id: str, files: list[Written]) -> None:
    """Know the files of a publication; those of others of the same resource are retired."""
    with transaction() as connection:
        for file in files:
            values = {"format": file.format, "sha256": file.sha256, "bytes": file.bytes, "rows": file.rows}
            statement = insert(table).values(resource_id=resource_id, publication_id=publication_id, **values)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["publication_id", "format"],
                    set_={**values, "retired": None, "created": sa.func.now()},
                )
            )
        _retire(connection, table.c.resource_id == resource_id, table.c.publication_id != publication_id)


def missing() -> list[str]:
    """Resources of whose table, as it is shown, there is no export."""
    shown = _tables().subquery()
    exported = (
        sa.select(table.c.resource_id)
        .join(publication, publication.c.id == table.c.publication_id)
        .where(
            table.c.resource_id == shown.c.resource_id,
            table.c.retired.is_(None),
            publication.c.seq >= shown.c.seq,
        )
        .exists()
    )
    with transaction() as connection:
        without = {row.resource_id for row in connection.execute(sa.select(shown.c.resource_id).where(~exported))}
    return [entry.resource_id for entry in published_tables() if entry.resource_id in without]


def remove_old(grace: timedelta) -> None:
    """Retire exports of what is no longer published, forget those retired for so long, remove files nobody knows."""
    shown = [entry.resource_id for entry in published_tables()]
    with transaction() as connection:
        _retire(connection, table.c.resource_id.not_in(shown))
        connection.execute(table.delete().where(table.c.retired < sa.func.now() - grace))
        kept = {row.sha256 for row in connection.execute(sa.select(table.c.sha256))}
        # A restored portal knows files that were not in its backup: they are written again.
        lost = [sha256 for sha256 in kept if not path_of(sha256).exists()]
        of_lost = sa.select(table.c.publication_id).where(table.c.sha256.in_(lost))
        connection.execute(table.delete().where(table.c.publication_id.in_(of_lost)))
        now = connection.execute(sa.select(sa.func.extract("epoch", sa.func.now()))).scalar_one()
    for file in _folder().glob("??/*"):
        if file.name not in kept and _is_older(file, float(now) - grace.total_seconds()):
            file.unlink(missing_ok=True)


def remove_abandoned(age: timedelta) -> None:
    """Remove what a writer that was killed left in its workplace, once no living one can be that old."""
    with transaction() as connection:
        now = connection.execute(sa.select(sa.func.extract("epoch", sa.func.now()))).scalar_one()
    for folder in _folder().glob(f"{_INCOMING}*"):
        if _is_older(folder, float(now) - age.total_seconds()):
            shutil.rmtree(folder, ignore_errors=True)


def _is_older(path: Path, instant: float) -> bool:
    """Whether nobody has written there since; what is gone by now is nobody's concern."""
    try:
        return path.stat().st_mtime < instant
    except FileNotFoundError:
        return False


def _exports() -> Any:
    return sa.select(
        *(column for column in table.c if column.name != "retired"),
        publication.c.seq.label("publication_seq"),
        publication.c.finished.label("published"),
    ).join(publication, publication.c.id == table.c.publication_id)


def _tables() -> Any:
    """The publication from which each table comes; later ones that changed nothing have a reason for it."""
    return (
        sa.select(publication.c.resource_id, publication.c.seq)
        .where(publication.c.state == PUBLISHED, publication.c.profile.is_not(None), publication.c.reason.is_(None))
        .distinct(publication.c.resource_id)
        .order_by(publication.c.resource_id, publication.c.seq.desc())
    )


def _retire(connection: Any, *which: Any) -> None:
    connection.execute(table.update().where(table.c.retired.is_(None), *which).values(retired=sa.func.now()))


def _folder() -> Path:
    return Path(tk.config["ckan.storage_path"]) / "rouen_exports"
